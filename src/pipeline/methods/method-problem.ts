/** One seed of a study as its methods see it. */

import { gatherRows } from "../../numeric/gather-rows.ts";
import {
  PART_CODES,
  type EmbeddingMatrix,
  type FusedFeatures,
  type RunNodes,
} from "../artifacts.ts";
import type { ClassTexts } from "../embeddings/class-texts.ts";
import { nodesOfPart } from "../graph/run-nodes.ts";
import type { MethodProblem, PartRows, TextSpace } from "./method.ts";
import { runOf, sweepProblem, type StudyProblem } from "./study-problem.ts";

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
