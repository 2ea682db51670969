/** The synthetic sequence of ganet.md section 7: ten classes in confusable pairs, one pair a task. */

import { childSeed, createRandom } from "../../numeric/random.ts";
import type { AdapterParameterValues } from "../adapter/initial-parameters.ts";
import { PART_CODES, type RunNodes } from "../artifacts.ts";
import { syntheticFeatures } from "../evaluation/synthetic-features.ts";
import type { ContinualProblem } from "./continual.ts";
import { classTasks } from "./task-sequence.ts";

const CLASSES = 10;
const BOTTLENECK = 16;
const TASKS = 5;

export interface SyntheticSequence {
  readonly taskCount: number;
  readonly problem: ContinualProblem;
  /** Class index of each test node */
  readonly testLabels: readonly number[];
}

/**
 * Two modalities of 48 dimensions, noise 1.5; classes 2k and 2k + 1 share their image base, so that a task is a pair that images confuse. The table was
 * made with tasks in the order of the class numbers, while a sequence shuffles its classes by the seed: classes are therefore numbered so that the
 * shuffled order is the generator's. The initial weights are drawn as the table's were.
 */
export function syntheticSequence(
  seed: number,
  perClass = { train: 30, validation: 5, test: 30 },
): SyntheticSequence {
  const { features, labels, counts } = syntheticFeatures(seed, {
    classCount: CLASSES,
    noise: 1.5,
    perClass,
  });
  const order = classTasks([...Array(CLASSES).keys()], TASKS, seed).flat();
  const numbered = labels.map((label) => order[label]!);
  const part = Uint8Array.from(labels, (_, node) =>
    node < counts.train
      ? PART_CODES.train
      : node < counts.train + counts.validation
        ? PART_CODES.validation
        : PART_CODES.test,
  );
  const nodes: RunNodes = {
    runSeed: seed,
    scope: "inductive",
    classCount: CLASSES,
    example: Int32Array.from(labels.keys()),
    part,
    label: numbered.map((label, node) => (part[node] === PART_CODES.test ? -1 : label)),
  };
  return {
    taskCount: TASKS,
    problem: {
      initial: tableInitialParameters(seed, features.dimension),
      graph: {
        features,
        featureScale: 1,
        pairBudget: 200_000,
        runs: [nodes],
        adapter: { bottleneckDimension: BOTTLENECK, residual: true, activation: "relu" },
        training: { shots: "all", runSeeds: [seed], epochs: 60, learningRate: 5e-3, ewcLambda: 0 },
      },
      domains: null,
    },
    testLabels: [...numbered.subarray(counts.train + counts.validation)],
  };
}

/**
 * Weights and biases U(-1/√in, 1/√in), PyTorch's default of an affine map, with the up projection 0: two to four times smaller than the studio's own.
 */
function tableInitialParameters(seed: number, dimension: number): AdapterParameterValues {
  const random = createRandom(childSeed(seed, "initial parameters", "uniform"));
  const draw = (count: number, inputs: number): Float32Array =>
    Float32Array.from({ length: count }, () => (2 * random.uniform() - 1) / Math.sqrt(inputs));
  const affine = (inputs: number, outputs: number) => ({
    weight: {
      shape: [inputs, outputs] satisfies [number, number],
      values: draw(inputs * outputs, inputs),
    },
    bias: draw(outputs, inputs),
  });
  const down = affine(dimension, BOTTLENECK);
  const gcn = affine(BOTTLENECK, BOTTLENECK);
  const head = affine(dimension, CLASSES);
  return {
    downWeight: down.weight,
    downBias: down.bias,
    gcnWeight: gcn.weight,
    gcnBias: gcn.bias,
    upWeight: { shape: [BOTTLENECK, dimension], values: new Float32Array(BOTTLENECK * dimension) },
    upBias: new Float32Array(dimension),
    headWeight: head.weight,
    headBias: head.bias,
  };
}
