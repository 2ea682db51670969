/** All points of a sweep as CSV and JSON, with what they depend on. Test columns are there only when test labels are passed, which is after the reveal. */

import Papa from "papaparse";
import type { LinearProbePoint, RunPoint, SweepRecord } from "../../pipeline/artifacts.ts";
import { accuracy } from "../../pipeline/evaluation/accuracy-curve.ts";

export interface SweepExport {
  readonly datasetName: string;
  readonly sweep: SweepRecord;
  /** Class index of each test image in the order of RunSplit.test; null while test is covered. */
  readonly testLabels: readonly number[] | null;
}

interface ExportedPoint {
  readonly method: "GA-Net" | "linear probe";
  readonly runSeed: number;
  readonly threshold: number | null;
  readonly edges: number | null;
  readonly meanDegree: number | null;
  readonly isolated: number | null;
  readonly homophily: number | null;
  readonly adjustedHomophily: number | null;
  readonly keptEpoch: number | null;
  readonly validationLoss: number | null;
  readonly validationAccuracy: number;
  /** Missing, not null, while test is covered. */
  readonly testAccuracy?: number;
}

/** One row a run, accuracies as fractions; the lines above the table start with "#". */
export function sweepCsv(exported: SweepExport): string {
  const header = Object.entries(provenance(exported)).map(
    ([name, value]) => `# ${name}: ${oneLine(value)}`,
  );
  const table = Papa.unparse([...exportedPoints(exported)], { escapeFormulae: true });
  return `${header.join("\r\n")}\r\n${table}\r\n`;
}

export function sweepJson(exported: SweepExport): string {
  return JSON.stringify({ ...provenance(exported), points: exportedPoints(exported) }, null, 2);
}

/** A name that says which sweep it is: "ganet-noto-emoji-inductive-split-1-seeds-1-2-3.csv". */
export function sweepFileName({ datasetName, sweep }: SweepExport, extension: string): string {
  const name = datasetName.toLowerCase().replace(/[^\p{L}\p{N}]+/gu, "-");
  const { scope, splitSeed, training } = sweep.settings;
  return `ganet-${name}-${scope}-split-${splitSeed}-seeds-${training.runSeeds.join("-")}.${extension}`;
}

function provenance({ datasetName, sweep, testLabels }: SweepExport): Record<string, unknown> {
  const { scope, splitSeed, features, adapter, training, thresholdCount } = sweep.settings;
  return {
    dataset: datasetName,
    scope,
    splitSeed,
    runSeeds: training.runSeeds,
    shots: training.shots,
    epochs: training.epochs,
    learningRate: training.learningRate,
    features,
    adapter,
    thresholdCount,
    origin: sweep.origin,
    compute: sweep.compute,
    test: testLabels === null ? "covered" : `revealed, ${testLabels.length} images`,
  };
}

/** A data set's name is untrusted and may hold a line break, which would end the comment. */
function oneLine(value: unknown): string {
  const text = typeof value === "string" ? value : JSON.stringify(value);
  return text.replace(/\s+/g, " ");
}

function exportedPoints({ sweep, testLabels }: SweepExport): readonly ExportedPoint[] {
  const runs = sweep.points.toSorted((a, b) => a.threshold - b.threshold || a.runSeed - b.runSeed);
  return [
    ...runs.map((run) => exportedRun(run, testLabels)),
    ...sweep.linearProbes.map((probe) => exportedProbe(probe, testLabels)),
  ];
}

function exportedRun(run: RunPoint, testLabels: readonly number[] | null): ExportedPoint {
  const { edges, meanDegree, isolated, homophily, adjustedHomophily } = run.statistics;
  return {
    method: "GA-Net",
    runSeed: run.runSeed,
    threshold: run.threshold,
    edges,
    meanDegree,
    isolated,
    homophily,
    adjustedHomophily,
    keptEpoch: run.keptEpoch,
    validationLoss: run.validationLoss,
    validationAccuracy: run.validationAccuracy,
    ...testColumn(run.testPredictions, testLabels),
  };
}

function exportedProbe(
  probe: LinearProbePoint,
  testLabels: readonly number[] | null,
): ExportedPoint {
  return {
    method: "linear probe",
    runSeed: probe.runSeed,
    threshold: null,
    edges: null,
    meanDegree: null,
    isolated: null,
    homophily: null,
    adjustedHomophily: null,
    keptEpoch: null,
    validationLoss: null,
    validationAccuracy: probe.validationAccuracy,
    ...testColumn(probe.testPredictions, testLabels),
  };
}

function testColumn(
  predictions: readonly number[],
  testLabels: readonly number[] | null,
): { readonly testAccuracy?: number } {
  return testLabels === null ? {} : { testAccuracy: accuracy(predictions, testLabels) };
}
