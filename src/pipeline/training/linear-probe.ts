/** The linear probe: logistic regression on the frozen features, its strength chosen on validation images. */

import {
  softmaxPredictions,
  softmaxRegression,
  type SoftmaxFit,
} from "../../numeric/softmax-regression.ts";
import {
  PART_CODES,
  type EmbeddingMatrix,
  type LinearProbePoint,
  type RunNodes,
} from "../artifacts.ts";

/** log10 of the inverse strengths C tried first, strongest penalty first, so that each fit starts from its smoother neighbour. */
const COARSE = [-6, -4, -2, 0, 2, 4, 6];
const BISECTIONS = 8;
const SOLVER = { maxIterations: 1000, gradientTolerance: 1e-5 };

interface Candidate {
  readonly log10InverseStrength: number;
  readonly fit: SoftmaxFit;
  readonly validationAccuracy: number;
}

/**
 * L2 multinomial logistic regression on rows s z_i of the training nodes; C in {1e-6, 1e-4, ..., 1e6}, then 8 bisection steps in log10 C
 * around the best one on validation accuracy: the protocol of CoOp's linear probe (Zhou et al. 2022, arXiv:2109.01134).
 * The best of all strengths tried is kept; of equal ones the stronger penalty.
 *
 * @param features z [N, D] by example
 * @param featureScale s
 * @returns predictions of the test nodes in their order; their labels are not known here
 * @throws RangeError without a training or a validation node
 */
export function linearProbe(
  features: EmbeddingMatrix,
  featureScale: number,
  nodes: RunNodes,
): LinearProbePoint {
  return validatedProbe(features, featureScale, nodes).point;
}

/** `linearProbe` with what it did on validation: the predictions of the chosen strength, and how many strengths were tried. */
export function validatedProbe(
  features: EmbeddingMatrix,
  featureScale: number,
  nodes: RunNodes,
): {
  readonly point: LinearProbePoint;
  readonly validationPredictions: readonly number[];
  readonly trials: number;
} {
  const part = (code: number) => partRows(features, featureScale, nodes, code);
  const training = part(PART_CODES.train);
  const validation = part(PART_CODES.validation);
  if (training.labels.length === 0 || validation.labels.length === 0) {
    throw new RangeError("a linear probe needs training and validation nodes");
  }
  const regression = softmaxRegression(
    training.rows,
    features.dimension,
    training.labels,
    nodes.classCount,
    SOLVER,
  );
  const predict = (fit: SoftmaxFit, rows: Float64Array): number[] =>
    softmaxPredictions(fit, rows, features.dimension);
  let trials = 0;
  const best = searchStrength((log10InverseStrength, start) => {
    trials++;
    const fit = regression.fit(10 ** log10InverseStrength, start);
    const predictions = predict(fit, validation.rows);
    const right = predictions.filter((label, i) => label === validation.labels[i]).length;
    return { log10InverseStrength, fit, validationAccuracy: right / predictions.length };
  });
  const point = {
    runSeed: nodes.runSeed,
    log10InverseStrength: best.log10InverseStrength,
    validationAccuracy: best.validationAccuracy,
    testPredictions: predict(best.fit, part(PART_CODES.test).rows),
  };
  return { point, validationPredictions: predict(best.fit, validation.rows), trials };
}

/**
 * Coarse grid, then bisection of [best / 10, best x 10]: each step keeps the half beside the better end, on a tie the stronger one.
 *
 * @param tryStrength called once a strength, with the fit of the nearest strength tried before
 * @returns the best of all tried; of equal ones the stronger penalty
 */
export function searchStrength(
  tryStrength: (log10InverseStrength: number, start: SoftmaxFit | null) => Candidate,
): Candidate {
  const tried: Candidate[] = [];
  const at = (log10InverseStrength: number): Candidate => {
    const distance = (candidate: Candidate): number =>
      Math.abs(candidate.log10InverseStrength - log10InverseStrength);
    const [nearest] = tried.toSorted((a, b) => distance(a) - distance(b));
    if (nearest !== undefined && distance(nearest) === 0) return nearest;
    const candidate = tryStrength(log10InverseStrength, nearest?.fit ?? null);
    tried.push(candidate);
    return candidate;
  };
  for (const log10InverseStrength of COARSE) at(log10InverseStrength);
  const peak = bestOf(tried).log10InverseStrength;
  let low = at(peak - 1);
  let high = at(peak + 1);
  for (let step = 0; step < BISECTIONS; step++) {
    const middle = at((low.log10InverseStrength + high.log10InverseStrength) / 2);
    if (high.validationAccuracy > low.validationAccuracy) low = middle;
    else high = middle;
  }
  return bestOf(tried);
}

function bestOf(candidates: readonly Candidate[]): Candidate {
  return candidates.reduce((best, candidate) => {
    const gain = candidate.validationAccuracy - best.validationAccuracy;
    const stronger = candidate.log10InverseStrength < best.log10InverseStrength;
    return gain > 0 || (gain === 0 && stronger) ? candidate : best;
  });
}

/** s z of the nodes of one part, and their labels. */
function partRows(
  { values, dimension }: EmbeddingMatrix,
  featureScale: number,
  nodes: RunNodes,
  code: number,
): { rows: Float64Array; labels: Int32Array } {
  const members = Int32Array.from(nodes.part.keys()).filter((node) => nodes.part[node] === code);
  const rows = new Float64Array(members.length * dimension);
  members.forEach((node, row) => {
    const from = nodes.example[node]! * dimension;
    for (let k = 0; k < dimension; k++)
      rows[row * dimension + k] = featureScale * values[from + k]!;
  });
  return { rows, labels: members.map((node) => nodes.label[node]!) };
}
