/** A trained adapter with all that it takes to predict a further row: what the export writes and the page attaches new photos to. */

import { fingerprint } from "../../numeric/fingerprint.ts";
import { gatherRows } from "../../numeric/gather-rows.ts";
import type { MatrixKernels } from "../../numeric/matrix-kernels.ts";
import type { AdapterParameterValues } from "../adapter/initial-parameters.ts";
import type {
  AdapterSettings,
  Embeddings,
  FeatureSettings,
  GraphScope,
  RunNodes,
  RunPoint,
  RunReport,
  TrainingSettings,
} from "../artifacts.ts";
import { fusionMeans, type FusionMeans } from "../embeddings/fused-features.ts";
import { loadNodes } from "../graph/load-nodes.ts";
import { degreesAbove } from "../graph/recomputed-edges.ts";
import { senderCount, trainingCount } from "../graph/run-nodes.ts";
import { atOnce } from "../with-progress.ts";
import { createSeedRun, type SweepProblem } from "./seed-run.ts";
import { trainPrepared, type TrainingTools } from "./train-at-threshold.ts";

/** A sweep's problem, and what it does not say of where its features come from. */
export interface AdapterSource extends AdapterOrigin {
  readonly problem: SweepProblem;
}

export interface AdapterOrigin {
  /** Raw rows that the problem's features were fused from, with these settings and this pool. */
  readonly embeddings: Pick<Embeddings, "image" | "text">;
  readonly features: FeatureSettings;
  readonly trainPool: readonly number[];
  readonly classNames: readonly string[];
  /** Of the data and the settings. */
  readonly fingerprint: string;
}

export interface TrainedAdapter {
  /** At the kept epoch. */
  readonly parameters: AdapterParameterValues;
  readonly settings: AdapterSettings;
  readonly training: TrainingSettings;
  readonly features: FeatureSettings;
  readonly means: FusionMeans;
  readonly imageDimension: number;
  readonly textDimension: number;
  readonly threshold: number;
  readonly scope: GraphScope;
  readonly runSeed: number;
  /** [C] */
  readonly classNames: readonly string[];
  readonly trainingRows: TrainingRows;
  /** The run as the sweep records it. */
  readonly point: RunPoint;
  /** Of the data, the settings, the seed and τ. */
  readonly fingerprint: string;
}

/** The nodes that a further row may be joined to. */
export interface TrainingRows {
  readonly dimension: number;
  /** z [T, D] */
  readonly values: Float32Array;
  /** [T] example indices */
  readonly examples: Int32Array;
  /** [T] class indices */
  readonly labels: Int32Array;
  /** [T] d̃ of E7 in the run's graph, self-loops included. */
  readonly degrees: Int32Array;
}

/**
 * Trains one seed at one threshold, as a point of the sweep, and keeps its parameters. Deterministic on one backend.
 *
 * @throws RangeError for a seed that the problem does not hold; StudioError training/diverged
 */
export async function* trainAdapter(
  source: AdapterSource,
  runSeed: number,
  threshold: number,
  { kernels, openEngine, clock }: TrainingTools,
): AsyncGenerator<RunReport, TrainedAdapter> {
  const { problem, embeddings, features, trainPool } = source;
  const run = yield* createSeedRun(problem, runSeed, kernels);
  const engine = openEngine(problem, clock);
  try {
    const [point] = yield* trainPrepared(engine, [run], threshold, clock);
    return {
      parameters: await engine.parameters(run),
      settings: problem.adapter,
      training: problem.training,
      features,
      means: fusionMeans(embeddings, features, trainPool),
      imageDimension: embeddings.image.dimension,
      textDimension: embeddings.text.dimension,
      threshold,
      scope: run.nodes.scope,
      runSeed,
      classNames: source.classNames,
      trainingRows: trainingRows(problem, run.nodes, threshold, kernels),
      point: point!,
      fingerprint: fingerprint(JSON.stringify([source.fingerprint, runSeed, threshold])),
    };
  } finally {
    engine.dispose();
    run.dispose();
  }
}

/** Degrees are counted anew: below the cut-off of the ranked pairs they are kept nowhere. */
function trainingRows(
  { features: { values, dimension } }: SweepProblem,
  nodes: RunNodes,
  threshold: number,
  kernels: MatrixKernels,
): TrainingRows {
  const count = trainingCount(nodes);
  const senders = senderCount(nodes);
  const rows = gatherRows(values, dimension, nodes.example.subarray(0, senders));
  const block = loadNodes(kernels, rows, senders, dimension);
  try {
    return {
      dimension,
      values: rows.slice(0, count * dimension),
      examples: nodes.example.slice(0, count),
      labels: nodes.label.slice(0, count),
      degrees: atOnce(degreesAbove(block, { senders, threshold })).slice(0, count),
    };
  } finally {
    block.dispose();
  }
}
