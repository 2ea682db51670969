/** What imported files do not hold, and what that means for what can be done with them. */

import type { NamedLabels } from "./class-names.ts";
import type { FoundClassTexts } from "./imported-class-texts.ts";
import type { ImportedRow } from "./imported-rows.ts";
import { count } from "./join-rows.ts";

/** @param classCount classes of `rows` */
export function importGaps(
  rows: readonly ImportedRow[],
  labels: readonly NamedLabels[],
  classCount: number,
  texts: FoundClassTexts | null,
  onlyClassesWithText: boolean,
): readonly string[] {
  return [
    ...labelGaps(rows, labels),
    ...splitGaps(rows),
    ...textGaps(rows, classCount, texts, onlyClassesWithText),
  ];
}

function labelGaps(rows: readonly ImportedRow[], labels: readonly NamedLabels[]): string[] {
  const gaps: string[] = [];
  const unlabelled = rows.filter(({ className }) => className === null).length;
  if (rows.length > 0 && unlabelled === rows.length) {
    gaps.push("No labels: nothing can be trained.");
  } else {
    if (unlabelled > 0)
      gaps.push(`${count(unlabelled)} of ${count(rows.length)} rows have no label.`);
    if (labels.some(({ unnamed }) => unnamed)) {
      gaps.push("No class names: classes are called by their number.");
    }
  }
  const outside = labels.reduce((sum, one) => sum + one.outside, 0);
  if (outside > 0) {
    gaps.push(`${count(outside)} labels are beyond the list of class names and count as none.`);
  }
  if (rows.some(({ path }) => /^row \d+ of /.test(path))) {
    gaps.push("No file names: rows are called by their place, and nothing joins them to pictures.");
  }
  return gaps;
}

function splitGaps(rows: readonly ImportedRow[]): string[] {
  const parts = new Set(rows.map(({ part }) => part));
  if (!parts.has("test") && !parts.has("validation")) {
    return ["No split: test and validation rows are drawn by the split seed."];
  }
  if (!parts.has("test")) return ["No test part: test rows are drawn by the split seed."];
  return parts.has("validation")
    ? []
    : ["No validation part: each run draws its validation rows from the train part."];
}

function textGaps(
  rows: readonly ImportedRow[],
  classCount: number,
  texts: FoundClassTexts | null,
  onlyClassesWithText: boolean,
): string[] {
  const gaps: string[] = [];
  const without = rows.filter(({ text }) => text === null).length;
  if (without === rows.length) {
    gaps.push("No text features: w is 0.");
  } else if (without > 0) {
    gaps.push(`${count(without)} of ${count(rows.length)} rows have no text features.`);
  }
  const withText = texts?.rowOf.size ?? 0;
  const width = rows[0]?.image.length;
  if (texts === null) {
    gaps.push("No class texts: methods that compare images with texts of classes are off.");
  } else if (texts.dimension !== width) {
    gaps.push(
      `Class texts in the space of the images: they are ${texts.dimension} wide and the images ${width ?? 0}, so methods that compare the two are off.`,
    );
  } else if (withText < classCount) {
    gaps.push(
      onlyClassesWithText
        ? `${classCount - withText} of ${classCount} classes have no text and are left out.`
        : `${classCount - withText} of ${classCount} classes have no text: methods that compare images with texts of classes are off unless only the other classes are kept.`,
    );
  }
  return gaps;
}
