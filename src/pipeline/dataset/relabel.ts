/** Labels that the visitor adds to a data set that was read: whole steps, so that each can be taken back. */

import Papa from "papaparse";
import type { Dataset } from "../artifacts.ts";
import { compareCodePoints } from "./code-point-order.ts";
import { sameNameKey } from "./file-path.ts";

/** Some images were given one class. By path, so that a step still fits after the folder was read again. */
export interface LabelStep {
  readonly className: string;
  readonly paths: readonly string[];
}

/** The classes that one image was given, with the step that gave each. */
export type LabelsOfImage = readonly { readonly step: number; readonly className: string }[];

/** @returns the steps image by image, by path */
export function labelsByImage(steps: readonly LabelStep[]): ReadonlyMap<string, LabelsOfImage> {
  const labels = new Map<string, { step: number; className: string }[]>();
  for (const [step, { className, paths }] of steps.entries()) {
    for (const path of paths) {
      labels.set(path, [...(labels.get(path) ?? []), { step, className }]);
    }
  }
  return labels;
}

/** @returns the steps again, without the images that are not there; a step that is left without images is gone */
export function labelStepsOf(labels: ReadonlyMap<string, LabelsOfImage>): readonly LabelStep[] {
  const steps = new Map<string, { step: number; className: string; paths: string[] }>();
  for (const [path, given] of labels) {
    for (const { step, className } of given) {
      const key = `${step} ${className}`;
      const entry = steps.get(key) ?? { step, className, paths: [] };
      entry.paths.push(path);
      steps.set(key, entry);
    }
  }
  return [...steps.values()]
    .toSorted((a, b) => a.step - b.step)
    .map(({ className, paths }) => ({ className, paths }));
}

/** @returns the class name as it is kept, with single spaces; empty when there is none to keep */
export function tidyClassName(typed: string): string {
  return typed.replace(/\s+/gu, " ").trim();
}

/** @returns the class that the name stands for, which may compose its accents otherwise; null for the name of a new class */
export function classNamed(className: string, classNames: readonly string[]): string | null {
  const key = sameNameKey(className);
  return classNames.find((name) => sameNameKey(name) === key) ?? null;
}

/** @returns a class whose name differs in case and spaces alone, null without one. It may be meant, or another class may be */
export function similarClass(className: string, classNames: readonly string[]): string | null {
  const letters = (name: string): string => sameNameKey(name).toLowerCase().replaceAll(/\s/gu, "");
  return classNames.find((name) => letters(name) === letters(className)) ?? null;
}

/**
 * The data set with the steps applied in their order, the later one winning. A class name that differs only in how its accents are
 * composed is the class that is there. Class indices are drawn up anew, in code-point order, over the classes that an image still has.
 * An image keeps the part that the folder gave it; one that had no label has none. Paths that are not there are passed over.
 */
export function relabelled(dataset: Dataset, steps: readonly LabelStep[]): Dataset {
  if (steps.length === 0) return dataset;
  const indexOf = new Map(dataset.examples.map(({ path }, i) => [path, i]));
  const names = dataset.examples.map(({ label }) =>
    label === null ? null : dataset.classNames[label]!,
  );
  const spelling = new Map(dataset.classNames.map((name) => [sameNameKey(name), name]));
  for (const { className, paths } of steps) {
    const key = sameNameKey(className);
    const name = spelling.get(key) ?? className;
    spelling.set(key, name);
    for (const path of paths) {
      const index = indexOf.get(path);
      if (index !== undefined) names[index] = name;
    }
  }
  const classNames = [...new Set(names.filter((name) => name !== null))].toSorted(
    compareCodePoints,
  );
  const labelOf = new Map(classNames.map((name, label) => [name, label]));
  return {
    ...dataset,
    classNames,
    examples: dataset.examples.map((example, i) => {
      const name = names[i] ?? null;
      return { ...example, label: name === null ? null : labelOf.get(name)! };
    }),
  };
}

/**
 * labels.csv: a row for every image that carries a label, in the form that the layout "labels-table" reads back to the same labels, parts,
 * domains and groups. A column that no image fills is left out.
 */
export function labelsCsv({ examples, classNames }: Dataset): string {
  const labelled = examples.filter(({ label }) => label !== null);
  const columns = {
    file: labelled.map(({ path }) => path),
    label: labelled.map(({ label }) => classNames[label!]!),
    split: labelled.map(({ officialPart }) => officialPart ?? ""),
    domain: labelled.map(({ domain }) => domain ?? ""),
    group: labelled.map(({ group }) => group ?? ""),
  };
  const filled = Object.entries(columns).filter(
    ([name, cells]) => name === "file" || name === "label" || cells.some((cell) => cell !== ""),
  );
  const rows = labelled.map((_, row) => filled.map(([, cells]) => cells[row]!));
  return Papa.unparse([filled.map(([name]) => name), ...rows], { newline: "\n" }) + "\n";
}
