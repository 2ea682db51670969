/** What methods and ablations are run on: raw embeddings, so that a variant can fuse them anew, and each seed's draw. */

import { gatherRows } from "../../numeric/gather-rows.ts";
import {
  PART_CODES,
  type EmbeddingMatrix,
  type Embeddings,
  type FusedFeatures,
  type GraphScope,
  type Pools,
  type RunNodes,
  type SweepSettings,
} from "../artifacts.ts";
import type { ClassTexts } from "../embeddings/class-texts.ts";
import { fuseFeatures } from "../embeddings/fused-features.ts";
import type { SweepProblem } from "../evaluation/seed-run.ts";
import { nodesOfPart } from "../graph/run-nodes.ts";
import type { MethodProblem, PartRows, TextSpace } from "./method.ts";

/** All seeds of a study. It holds no test label: RunNodes hides them. */
export interface StudyProblem {
  readonly embeddings: Embeddings;
  readonly classTexts: ClassTexts | null;
  /** Examples whose mean E1 subtracts. */
  readonly trainPool: readonly number[];
  /** Of the split seed: whose pairs make the threshold grid. */
  readonly pools: Pools;
  readonly settings: SweepSettings;
  /** [N] index of each example's domain; null where the data set names none. */
  readonly domains: readonly number[] | null;
  /** One entry a run seed, with the unlabelled nodes, which the inductive scope leaves out. */
  readonly runs: readonly RunNodes[];
}

/** The nodes of a run in a scope: without a sender's edge, an unlabelled node is no part of an inductive graph. */
export function nodesInScope(nodes: RunNodes, scope: GraphScope): RunNodes {
  if (scope === "transductive") return { ...nodes, scope };
  // They come last.
  const end = nodes.part.indexOf(PART_CODES.unlabelled);
  const count = end === -1 ? nodes.part.length : end;
  return {
    ...nodes,
    scope,
    example: nodes.example.slice(0, count),
    part: nodes.part.slice(0, count),
    label: nodes.label.slice(0, count),
  };
}

/** The graph problem of one seed in one scope. @throws RangeError for a seed that the study does not hold */
export function sweepProblem(
  study: StudyProblem,
  features: FusedFeatures,
  runSeed: number,
  scope: GraphScope,
): SweepProblem {
  const { settings } = study;
  return {
    features,
    featureScale: settings.features.scale,
    pairBudget: settings.pairBudget,
    runs: [nodesInScope(runOf(study, runSeed), scope)],
    adapter: settings.adapter,
    training: settings.training,
  };
}

/** E1 and E2 with the study's settings. */
export function studyFeatures(study: StudyProblem): FusedFeatures {
  return fuseFeatures(study.embeddings, study.settings.features, study.trainPool);
}

/** @param features `studyFeatures`, made once for all seeds @throws RangeError for a seed that the study does not hold */
export function methodProblem(
  study: StudyProblem,
  features: FusedFeatures,
  runSeed: number,
): MethodProblem {
  const nodes = runOf(study, runSeed);
  const labels = (code: number): Int32Array =>
    nodesOfPart(nodes, code).map((node) => nodes.label[node]!);
  const { scale } = study.settings.features;
  return {
    study,
    runSeed,
    classCount: nodes.classCount,
    trainLabels: labels(PART_CODES.train),
    validationLabels: labels(PART_CODES.validation),
    features: partRows({ ...features, values: features.values.map((z) => scale * z) }, nodes),
    texts: study.classTexts === null ? null : textSpace(study.classTexts, nodes),
    graph: {
      inductive: sweepProblem(study, features, runSeed, "inductive"),
      transductive: sweepProblem(study, features, runSeed, "transductive"),
    },
  };
}

function runOf({ runs }: StudyProblem, runSeed: number): RunNodes {
  const nodes = runs.find((run) => run.runSeed === runSeed);
  if (nodes === undefined) throw new RangeError(`no run of seed ${runSeed}`);
  return nodes;
}

function partRows({ values, dimension }: EmbeddingMatrix, nodes: RunNodes): PartRows {
  const rows = (code: number): Float32Array => {
    const examples = nodesOfPart(nodes, code).map((node) => nodes.example[node]!);
    return gatherRows(values, dimension, examples);
  };
  return {
    dimension,
    train: rows(PART_CODES.train),
    validation: rows(PART_CODES.validation),
    test: rows(PART_CODES.test),
  };
}

function textSpace({ images, classes }: ClassTexts, nodes: RunNodes): TextSpace {
  const texts = unitRows(classes);
  return {
    images: partRows({ ...images, values: unitRows(images).values }, nodes),
    classes: texts.values,
    classNorms: texts.norms,
  };
}

/** Rows of length 1; rows of zeros stay. */
function unitRows({ rows, dimension, values }: EmbeddingMatrix): {
  readonly values: Float32Array;
  readonly norms: Float32Array;
} {
  const unit = values.slice();
  const norms = Float32Array.from({ length: rows }, (_, row) => {
    const vector = unit.subarray(row * dimension, (row + 1) * dimension);
    const norm = Math.sqrt(vector.reduce((sum, x) => sum + x * x, 0));
    if (norm > 0) vector.forEach((x, k) => (vector[k] = x / norm));
    return norm;
  });
  return { values: unit, norms };
}
