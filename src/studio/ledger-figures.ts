/** The accuracies by which the ledger lists and compares runs, seed by seed. */

import type { RunPoint, SeedSummary, SweepRecord } from "../pipeline/artifacts.ts";
import type { ContinualRun, ContinualSettings } from "../pipeline/continual/continual.ts";
import type { RevealedTest } from "../pipeline/continual/sequence-results.ts";
import { testMatrix } from "../pipeline/continual/test-matrix.ts";
import { accuracy, accuracyCurve } from "../pipeline/evaluation/accuracy-curve.ts";
import { meanAndSd } from "../numeric/mean-and-sd.ts";
import { VARIANT_FACTS } from "../pipeline/ablations/variant-facts.ts";
import { methodFacts } from "../pipeline/methods/method-facts.ts";
import type { MethodId } from "../pipeline/methods/method.ts";
import type { VariantId } from "../pipeline/ablations/ablation.ts";
import type { LedgerFigure, StudyBody } from "./ledger-record.ts";

interface SeedAccuracy {
  readonly runSeed: number;
  readonly validation: number;
  readonly test: number | null;
}

/**
 * GA-Net at each seed's τ*_s (E24), then the linear probe and the bottleneck adapter where every seed has them.
 *
 * @param testLabels in the order of RunSplit.test; null while test is covered
 */
export function sweepFigures(
  { points, linearProbes, settings }: SweepRecord,
  testLabels: readonly number[] | null,
): readonly LedgerFigure[] {
  const { runSeeds } = settings.training;
  const curve = accuracyCurve(points, linearProbes, runSeeds);
  const thresholds = curve.best?.thresholds ?? [];
  const at = (runSeed: number, threshold: number | undefined): RunPoint | undefined =>
    points.find((point) => point.runSeed === runSeed && point.threshold === threshold);
  const rightEnd = points.find(({ threshold }) => threshold > 1)?.threshold;
  const seed = (run: {
    readonly runSeed: number;
    readonly validationAccuracy: number;
    readonly testPredictions: readonly number[];
  }): SeedAccuracy => ({
    runSeed: run.runSeed,
    validation: run.validationAccuracy,
    test: testLabels && accuracy(run.testPredictions, testLabels),
  });
  const best = runSeeds.map((runSeed, i) => at(runSeed, thresholds[i]));
  const right = runSeeds.map((runSeed) => at(runSeed, rightEnd));
  const probes = runSeeds.map((runSeed) => linearProbes.find((probe) => probe.runSeed === runSeed));
  return [
    ...(curve.best === null ? [] : [figure("GA-Net at τ*", present(best).map(seed))]),
    ...(curve.linearProbe === null ? [] : [figure("Linear probe", present(probes).map(seed))]),
    ...(curve.bottleneckAdapter === null
      ? []
      : [figure("Bottleneck adapter", present(right).map(seed))]),
  ];
}

/** One figure a method, in the order of their first runs. */
export function methodFigures(
  { runs }: StudyBody<"methods">,
  testLabels: readonly number[] | null,
): readonly LedgerFigure[] {
  return grouped(
    runs,
    ({ method }) => methodName(method),
    (run) => ({
      runSeed: run.runSeed,
      validation: run.validationAccuracy,
      test: testLabels && accuracy(run.testPredictions, testLabels),
    }),
  );
}

/** One figure a variant; the draws of a redrawn graph are averaged. */
export function ablationFigures(
  { runs }: StudyBody<"ablations">,
  testLabels: readonly number[] | null,
): readonly LedgerFigure[] {
  return grouped(
    runs,
    ({ variant }) => variantName(variant),
    (run) => ({
      runSeed: run.runSeed,
      validation: run.validationAccuracy,
      test:
        testLabels &&
        mean(run.testPredictions.map((predictions) => accuracy(predictions, testLabels))),
    }),
  );
}

/** ACC: the average accuracy after the last task, one figure a sequence. @param revealed null while test is covered */
export function continualFigures(
  { runs }: StudyBody<"continual">,
  revealed: RevealedTest | null,
): readonly LedgerFigure[] {
  return grouped(
    runs,
    ({ settings }) => sequenceName(settings),
    (run) => ({
      runSeed: run.runSeed,
      validation: mean(run.validation.at(-1) ?? []),
      test: averageTestAccuracy(run, revealed),
    }),
  );
}

/** Null while test is covered, and where a task has no test image. */
function averageTestAccuracy(run: ContinualRun, revealed: RevealedTest | null): number | null {
  const matrix = revealed && testMatrix(run, revealed.labels, revealed.domains);
  return matrix && mean(matrix.accuracies.at(-1) ?? []);
}

export function figureSummary({ validation, test }: LedgerFigure): {
  readonly validation: SeedSummary;
  readonly test: SeedSummary | null;
} {
  return { validation: meanAndSd(validation), test: test && meanAndSd(test) };
}

/** "GA-Net, transductive": the two scopes are never one figure. */
export function methodName(id: MethodId): string {
  const { name, scope } = methodFacts(id);
  return scope === "transductive" ? `${name}, transductive` : name;
}

export function variantName(id: VariantId): string {
  return VARIANT_FACTS.find((facts) => facts.id === id)?.name ?? id;
}

/** "class-il, 5 tasks, EWC (exact Fisher, online, λ 100), τ 0.7, 100 epochs, learning rate 0.001": different settings have different names. */
export function sequenceName(settings: ContinualSettings): string {
  const { scenario, taskCount, method, threshold, epochs, learningRate, graph } = settings;
  return [
    scenario,
    `${String(taskCount)} tasks`,
    protectionName(method),
    `τ ${String(threshold)}`,
    `${String(epochs)} epochs`,
    `learning rate ${String(learningRate)}`,
    ...(graph === "so-far" ? ["graph of the tasks so far"] : []),
  ].join(", ");
}

function protectionName(method: ContinualSettings["method"]): string {
  switch (method.kind) {
    case "ewc":
      return `EWC (${method.fisher} Fisher${method.normalized === true ? " of mean 1" : ""}, ${method.accumulation}, λ ${String(method.lambda)})`;
    case "si":
      return `Synaptic Intelligence (strength ${String(method.strength)})`;
    case "joint":
      return "joint training";
    case "fine-tuning":
      return "plain fine-tuning";
  }
}

function grouped<Run>(
  runs: readonly Run[],
  name: (run: Run) => string,
  score: (run: Run) => SeedAccuracy,
): readonly LedgerFigure[] {
  return [...new Set(runs.map(name))].map((shared) =>
    figure(shared, runs.filter((run) => name(run) === shared).map(score)),
  );
}

function figure(name: string, seeds: readonly SeedAccuracy[]): LedgerFigure {
  const test = present(seeds.map((seed) => seed.test ?? undefined));
  return {
    name,
    runSeeds: seeds.map(({ runSeed }) => runSeed),
    validation: seeds.map(({ validation }) => validation),
    test: test.length === seeds.length ? test : null,
  };
}

function present<T>(values: readonly (T | undefined)[]): T[] {
  return values.filter((value) => value !== undefined);
}

function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}
