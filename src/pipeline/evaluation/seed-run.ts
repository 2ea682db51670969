/** What the runs of one seed share at every threshold: inputs, targets, initial parameters and graph statistics, made once. */

import { csrProduct, csrRowSums } from "../../numeric/csr-product.ts";
import type { GraphExamples } from "../adapter/graph-adapter.ts";
import { initialParameters, type AdapterParameterValues } from "../adapter/initial-parameters.ts";
import {
  PART_CODES,
  type AdapterSettings,
  type CsrMatrix,
  type FusedFeatures,
  type GraphStatistics,
  type PairSimilarities,
  type RunNodes,
  type TrainingSettings,
} from "../artifacts.ts";
import { createGraphStatistics } from "../graph/graph-statistics.ts";
import { rankPairs } from "../graph/ranked-pairs.ts";
import { ConstantMatrix } from "../tensor.ts";
import { classTargets, disposeTargets, type ClassTargets } from "../training/cross-entropy.ts";

/** Everything the runs of one sweep share. It holds no test label: RunNodes hides them. */
export interface SweepProblem {
  readonly features: FusedFeatures;
  /** s of E2b: the network sees s z. */
  readonly featureScale: number;
  /** How many ranked pairs a run may keep. */
  readonly pairBudget: number;
  /** One entry a run seed. */
  readonly runs: readonly RunNodes[];
  readonly adapter: AdapterSettings;
  readonly training: TrainingSettings;
}

export interface SeedRun {
  readonly nodes: RunNodes;
  readonly statistics: (threshold: number) => GraphStatistics;
  /** X [n, D] in node order */
  readonly inputs: Float32Array;
  /** D */
  readonly width: number;
  readonly initial: AdapterParameterValues;
  readonly train: LabelledPart;
  readonly validation: LabelledPart;
  readonly testRows: Int32Array;
}

/** Training or validation nodes, on the device. */
interface LabelledPart {
  readonly rows: Int32Array;
  /** X of these rows */
  readonly features: ConstantMatrix;
  readonly targets: ClassTargets;
}

/**
 * Uploads the labelled rows; the test rows stay here until a run has ended.
 *
 * @throws RangeError for a seed that the problem does not hold
 */
export function createSeedRun(problem: SweepProblem, runSeed: number): SeedRun {
  const nodes = problem.runs.find((run) => run.runSeed === runSeed);
  if (nodes === undefined) throw new RangeError(`no run of seed ${runSeed}`);
  const { dimension, values } = problem.features;
  const inputs = rowsOf(values, dimension, nodes.example).map(
    (value) => value * problem.featureScale,
  );
  const shape = {
    featureDimension: dimension,
    bottleneckDimension: problem.adapter.bottleneckDimension,
    classCount: nodes.classCount,
  };
  const labelledPart = (code: number): LabelledPart => {
    const rows = nodesOfPart(nodes, code);
    return {
      rows,
      features: new ConstantMatrix(rowsOf(inputs, dimension, rows), rows.length, dimension),
      targets: classTargets(
        rows.map((node) => nodes.label[node]!),
        nodes.classCount,
      ),
    };
  };
  return {
    nodes,
    statistics: createGraphStatistics(rankPairs(problem.similarities, nodes)),
    inputs,
    width: dimension,
    initial: initialParameters(shape, problem.adapter.residual, runSeed),
    train: labelledPart(PART_CODES.train),
    validation: labelledPart(PART_CODES.validation),
    testRows: nodesOfPart(nodes, PART_CODES.test),
  };
}

export function disposeSeedRun({ train, validation }: SeedRun): void {
  for (const { features, targets } of [train, validation]) {
    features.dispose();
    disposeTargets(targets);
  }
}

/** Rows of Â X and Â 1 beside the rows of X that are on the device already. */
export function aggregate(
  adjacency: CsrMatrix,
  { inputs, width }: SeedRun,
  { rows, features }: Pick<LabelledPart, "rows" | "features">,
): GraphExamples {
  return {
    features,
    aggregated: new ConstantMatrix(csrProduct(adjacency, inputs, width, rows), rows.length, width),
    aggregatedOnes: new ConstantMatrix(csrRowSums(adjacency, rows), rows.length, 1),
  };
}

export function disposeAggregated({ aggregated, aggregatedOnes }: GraphExamples): void {
  aggregated.dispose();
  aggregatedOnes.dispose();
}

function nodesOfPart(nodes: RunNodes, code: number): Int32Array {
  return Int32Array.from(nodes.part.keys()).filter((node) => nodes.part[node] === code);
}

export function rowsOf(matrix: Float32Array, width: number, rows: Int32Array): Float32Array {
  const picked = new Float32Array(rows.length * width);
  rows.forEach((row, index) => {
    picked.set(matrix.subarray(row * width, (row + 1) * width), index * width);
  });
  return picked;
}
