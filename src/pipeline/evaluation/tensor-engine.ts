/** Runs on TensorFlow.js, one after another: what the other engines are held against, and the way where WebAssembly is missing. */

import { createGraphAdapter, type GraphExamples } from "../adapter/graph-adapter.ts";
import { parameterValues, type AdapterParameterValues } from "../adapter/initial-parameters.ts";
import type { GraphRows } from "../adapter/simd-adapter.ts";
import type { EpochReport } from "../artifacts.ts";
import { argMax, ConstantMatrix, tidy } from "../tensor.ts";
import type { TrainableModel } from "../trainable-model.ts";
import { classTargets, disposeTargets, type ClassTargets } from "../training/cross-entropy.ts";
import { train } from "../training/train.ts";
import {
  labelledGraphRows,
  notTrained,
  oneByOne,
  type OpenRunEngine,
  type TrainedRun,
} from "./run-engine.ts";
import type { SeedGraph, SeedRun, SweepProblem } from "./seed-run.ts";

/** A part of a seed on the device. */
interface UploadedPart {
  /** X of its rows */
  readonly features: ConstantMatrix;
  readonly targets: ClassTargets;
}

interface UploadedSeed {
  readonly train: UploadedPart;
  readonly validation: UploadedPart;
}

export const tensorRunEngine: OpenRunEngine = (problem, clock) => {
  const uploads = new Map<SeedRun, UploadedSeed>();
  const kept = new Map<SeedRun, AdapterParameterValues>();
  const uploaded = (run: SeedRun): UploadedSeed => {
    const known = uploads.get(run);
    if (known !== undefined) return known;
    const made = { train: upload(run, run.train), validation: upload(run, run.validation) };
    uploads.set(run, made);
    return made;
  };
  return {
    trainRuns: oneByOne(async function* (run, graph) {
      kept.delete(run);
      const { parameters, ...point } = yield* trainRun(problem, uploaded(run), run, graph);
      kept.set(run, parameters);
      return point;
    }, clock),
    parameters: (run) => {
      const parameters = kept.get(run);
      return parameters === undefined
        ? Promise.reject(notTrained(run))
        : Promise.resolve(parameters);
    },
    dispose: () => {
      kept.clear();
      for (const { train, validation } of uploads.values()) {
        for (const { features, targets } of [train, validation]) {
          features.dispose();
          disposeTargets(targets);
        }
      }
      uploads.clear();
    },
  };
};

function upload(run: SeedRun, { rows, labels }: SeedRun["train"]): UploadedPart {
  return {
    features: uploadedFeatures(run, rows),
    targets: classTargets(labels, run.nodes.classCount),
  };
}

function uploadedFeatures(run: SeedRun, rows: Int32Array): ConstantMatrix {
  const [width] = run.initial.downWeight.shape;
  return new ConstantMatrix(run.features(rows), rows.length, width);
}

async function* trainRun(
  { adapter, training }: SweepProblem,
  uploaded: UploadedSeed,
  run: SeedRun,
  graph: SeedGraph,
): AsyncGenerator<EpochReport, TrainedRun & { readonly parameters: AdapterParameterValues }> {
  const labelled = labelledGraphRows(run, graph);
  const model = createGraphAdapter(run.initial, adapter);
  const trainExamples = examplesOf(uploaded.train.features, labelled.train);
  const validationExamples = examplesOf(uploaded.validation.features, labelled.validation);
  try {
    const result = yield* train(model, {
      train: { examples: trainExamples, targets: uploaded.train.targets },
      validation: { examples: validationExamples, targets: uploaded.validation.targets },
      epochs: training.epochs,
      learningRate: training.learningRate,
      ewcLambda: training.ewcLambda,
      finishedTasks: [],
      keep: "best-validation",
    });
    return {
      ...result,
      validationPredictions: await predictions(model, validationExamples),
      testPredictions: await testPredictions(model, run, graph),
      parameters: await readParameters(model, run.initial),
    };
  } finally {
    disposeAggregated(trainExamples);
    disposeAggregated(validationExamples);
    model.dispose();
  }
}

/** @param like of the same shapes */
async function readParameters(
  { parameters }: TrainableModel<GraphExamples>,
  like: AdapterParameterValues,
): Promise<AdapterParameterValues> {
  const values = new Map<string, Float32Array>();
  for (const { name, variable } of parameters) {
    values.set(name, await variable.data<"float32">());
  }
  return parameterValues(like, (name) => values.get(name)!);
}

/** Rows of Â X and Â 1 beside the rows of X that are on the device already. */
function examplesOf(features: ConstantMatrix, { aggregated, ones }: GraphRows): GraphExamples {
  const rows = ones.length;
  return {
    features,
    aggregated: new ConstantMatrix(aggregated, rows, aggregated.length / rows),
    aggregatedOnes: new ConstantMatrix(ones, rows, 1),
  };
}

function disposeAggregated({ aggregated, aggregatedOnes }: GraphExamples): void {
  aggregated.dispose();
  aggregatedOnes.dispose();
}

async function testPredictions(
  model: TrainableModel<GraphExamples>,
  run: SeedRun,
  graph: SeedGraph,
): Promise<number[]> {
  if (run.testRows.length === 0) return [];
  const features = uploadedFeatures(run, run.testRows);
  const examples = examplesOf(features, graph.aggregated(run.testRows));
  try {
    return await predictions(model, examples);
  } finally {
    disposeAggregated(examples);
    features.dispose();
  }
}

/** Class of the largest logit of each node; the first of equal ones. */
async function predictions(
  model: TrainableModel<GraphExamples>,
  examples: GraphExamples,
): Promise<number[]> {
  const classes = tidy(() => argMax(model.logits(examples), 1));
  try {
    return Array.from(await classes.data());
  } finally {
    classes.dispose();
  }
}
