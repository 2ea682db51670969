/** A small problem with class texts, and a run of a method on it: what the tests of the methods on class texts stand on. */

import { createRandom, type Random } from "../../numeric/random.ts";
import { referenceKernels } from "../../numeric/reference-kernels.ts";
import { openCpuBackend } from "../tensor.ts";
import type { Method, MethodProblem, MethodRun, PartRows } from "./method.ts";

export interface ClusteredTexts {
  readonly problem: MethodProblem;
  readonly testLabels: Int32Array;
}

/**
 * Unit rows about random unit directions, one a class, with spread / √dimension in each coordinate; the texts lie about the same directions.
 * Rows of a part alternate between the classes. Whatever is no part of a problem on class texts throws when it is read.
 */
export function clusteredTexts(
  seed: number,
  {
    classCount = 4,
    dimension = 12,
    perClass = { train: 4, validation: 5, test: 20 },
    imageSpread = 1,
    textSpread = 1,
  } = {},
): ClusteredTexts {
  const random = createRandom(seed);
  const centres = Array.from({ length: classCount }, () =>
    unit(Float32Array.from({ length: dimension }, random.normal)),
  );
  const draw = (labels: Int32Array, spread: number): Float32Array => {
    const rows = new Float32Array(labels.length * dimension);
    labels.forEach((label, row) => {
      rows.set(near(centres[label]!, spread, random), row * dimension);
    });
    return rows;
  };
  const labels = (count: number): Int32Array =>
    Int32Array.from({ length: classCount * count }, (_, row) => row % classCount);
  const trainLabels = labels(perClass.train);
  const validationLabels = labels(perClass.validation);
  const testLabels = labels(perClass.test);
  const images: PartRows = {
    dimension,
    train: draw(trainLabels, imageSpread),
    validation: draw(validationLabels, imageSpread),
    test: draw(testLabels, imageSpread),
  };
  const problem: MethodProblem = {
    runSeed: seed,
    classCount,
    trainLabels,
    validationLabels,
    texts: {
      images,
      classes: draw(labels(1), textSpread),
      classNorms: new Float32Array(classCount).fill(1),
    },
    get study() {
      return unread();
    },
    get features() {
      return unread();
    },
    get graph() {
      return unread();
    },
  };
  return { problem, testLabels };
}

/** The method's run with the reference kernels and the cpu backend, by a clock of one second a reading. */
export async function runOf(method: Method, problem: MethodProblem): Promise<MethodRun> {
  let readings = 0;
  const steps = method.run(problem, {
    kernels: referenceKernels,
    openEngine: () => unread(),
    clock: () => 1000 * readings++,
    openTensorFlow: openCpuBackend,
  });
  let step = await steps.next();
  while (step.done !== true) step = await steps.next();
  return step.value;
}

function near(centre: Float32Array, spread: number, random: Random): Float32Array {
  const deviation = spread / Math.sqrt(centre.length);
  return unit(centre.map((value) => value + deviation * random.normal()));
}

function unit(vector: Float32Array): Float32Array {
  const length = Math.hypot(...vector);
  return vector.map((value) => value / length);
}

function unread(): never {
  throw new TypeError("a method on class texts read something else");
}
