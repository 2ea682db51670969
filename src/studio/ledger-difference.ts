/** What differs between two runs: first what was asked for, then data and device, then what came out. */

import { meanAndSd } from "../numeric/mean-and-sd.ts";
import type { ComputeRecord, SeedSummary } from "../pipeline/artifacts.ts";
import { methodName, sequenceName, variantName } from "./ledger-figures.ts";
import type { LedgerFigure, LedgerKind, LedgerRecord } from "./ledger-record.ts";

export interface Difference {
  /** In plain words. */
  readonly name: string;
  /** Null where that run has no such thing. */
  readonly before: string | null;
  readonly after: string | null;
}

/** `after` minus `before` over the seeds that both runs have. */
interface PairedDifference {
  readonly runSeeds: readonly number[];
  readonly difference: SeedSummary;
}

export interface FigureDifference {
  readonly name: string;
  readonly validation: FigureComparison;
  /** Null unless both runs have uncovered it. */
  readonly test: FigureComparison | null;
}

interface FigureComparison {
  readonly before: SeedSummary | null;
  readonly after: SeedSummary | null;
  /** Null where no seed stands in both. */
  readonly paired: PairedDifference | null;
}

export interface LedgerDifference {
  readonly configuration: readonly Difference[];
  readonly data: readonly Difference[];
  readonly device: readonly Difference[];
  /** Every figure of either run, whether or not it differs. */
  readonly figures: readonly FigureDifference[];
}

/** @param before the run that `after` is held against */
export function ledgerDifference(before: LedgerRecord, after: LedgerRecord): LedgerDifference {
  return {
    configuration: differences(configurationOf(before), configurationOf(after)),
    data: differences(dataOf(before), dataOf(after)),
    device: differences(deviceOf(before.body.compute), deviceOf(after.body.compute)),
    figures: figureDifferences(before.figures, after.figures),
  };
}

const KIND_NAMES: Record<LedgerKind, string> = {
  sweep: "Threshold sweep",
  methods: "Methods",
  ablations: "Ablations",
  continual: "Continual learning",
};

/** Everything that decides a run's numbers apart from the data: name in plain words, value as text. */
export function configurationOf(record: LedgerRecord): ReadonlyMap<string, string> {
  const { splitSeed, features, scope, adapter, training, thresholdCount, pairBudget } =
    record.body.settings;
  return new Map([
    ["Kind", KIND_NAMES[record.kind]],
    ...planEntries(record),
    ["Scope", scope],
    ["Run seeds", training.runSeeds.join(", ")],
    ["Split seed", String(splitSeed)],
    ["Training images a class", String(training.shots)],
    ["Modality weight w (0 image, 1 text)", String(features.modalityWeight)],
    ["Centring", onOff(features.center)],
    ["Feature scale s", String(features.scale)],
    ["Bottleneck dimension r", String(adapter.bottleneckDimension)],
    ["Residual", onOff(adapter.residual)],
    ["Activation", adapter.activation === "relu" ? "ReLU" : "none"],
    ["Epochs", String(training.epochs)],
    ["Learning rate", String(training.learningRate)],
    ["EWC λ", String(training.ewcLambda)],
    ["Thresholds", String(thresholdCount)],
    ["Pairs kept", String(pairBudget)],
  ]);
}

function planEntries(record: LedgerRecord): readonly (readonly [string, string])[] {
  switch (record.kind) {
    case "sweep":
      return [];
    case "methods":
      return [["Methods", record.body.plan.methods.map(methodName).join(", ")]];
    case "ablations": {
      const { variants, neighbours, paperCode } = record.body.plan;
      return [
        ["Variants", variants.map(variantName).join("; ")],
        ["Neighbours k of the top-k cap", String(neighbours)],
        ["paper-code trains the adapter", onOff(paperCode.trainAdapter)],
        ["paper-code copies the anchor", onOff(paperCode.cloneAnchor)],
      ];
    }
    case "continual":
      return record.body.plan.sequences.map((sequence, i) => [
        `Sequence ${String(i + 1)}`,
        sequenceName(sequence),
      ]);
  }
}

function dataOf({ dataset }: LedgerRecord): ReadonlyMap<string, string> {
  return new Map([
    ["Data set", dataset.name],
    ["Data fingerprint", dataset.fingerprint],
  ]);
}

function deviceOf(compute: ComputeRecord | null): ReadonlyMap<string, string> {
  return compute === null
    ? new Map()
    : new Map([
        ["Backend", compute.trainingBackend],
        ["Adapter", compute.adapter],
      ]);
}

function differences(
  before: ReadonlyMap<string, string>,
  after: ReadonlyMap<string, string>,
): readonly Difference[] {
  return [...new Set([...before.keys(), ...after.keys()])]
    .map((name) => ({ name, before: before.get(name) ?? null, after: after.get(name) ?? null }))
    .filter((entry) => entry.before !== entry.after);
}

function figureDifferences(
  before: readonly LedgerFigure[],
  after: readonly LedgerFigure[],
): readonly FigureDifference[] {
  const names = new Set([...before, ...after].map(({ name }) => name));
  return [...names].map((name) => {
    const a = before.find((figure) => figure.name === name);
    const b = after.find((figure) => figure.name === name);
    const bothTested = a?.test != null && b?.test != null;
    return {
      name,
      validation: comparison(bySeed(a, "validation"), bySeed(b, "validation")),
      test: bothTested ? comparison(bySeed(a, "test"), bySeed(b, "test")) : null,
    };
  });
}

function bySeed(
  figure: LedgerFigure | undefined,
  part: "validation" | "test",
): ReadonlyMap<number, number> {
  const values = figure?.[part] ?? [];
  return new Map(
    (figure?.runSeeds ?? []).flatMap((runSeed, i) => {
      const value = values[i];
      return value === undefined ? [] : [[runSeed, value] as const];
    }),
  );
}

function comparison(
  before: ReadonlyMap<number, number>,
  after: ReadonlyMap<number, number>,
): FigureComparison {
  const pairs = [...before].flatMap(([runSeed, value]) => {
    const other = after.get(runSeed);
    return other === undefined ? [] : [{ runSeed, difference: other - value }];
  });
  return {
    before: before.size === 0 ? null : meanAndSd([...before.values()]),
    after: after.size === 0 ? null : meanAndSd([...after.values()]),
    paired:
      pairs.length === 0
        ? null
        : {
            runSeeds: pairs.map(({ runSeed }) => runSeed),
            difference: meanAndSd(pairs.map(({ difference }) => difference)),
          },
  };
}

function onOff(on: boolean): string {
  return on ? "on" : "off";
}
