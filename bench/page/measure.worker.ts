/** The measuring worker: the product's functions as its own workers call them, with a clock around them. */

import { createCancelToken } from "../../src/pipeline/cancel-token.ts";
import { rankPairs } from "../../src/pipeline/graph/ranked-pairs.ts";
import { memory } from "../../src/pipeline/tensor.ts";
import { openMatrixKernels } from "../../src/platform/device/simd-module.ts";
import { createTrainingJobs } from "../../src/platform/workers/training-jobs.ts";
import type { TrainingProtocol } from "../../src/platform/workers/training-protocol.ts";
import { serve } from "../../src/platform/workers/worker-link.ts";
import type { HeldMemory, MeasureProtocol } from "./measure-protocol.ts";

const NEVER = createCancelToken().token;
const wasmMemories = noteWasmMemories();

serve<MeasureProtocol>({
  rank: async (rows, dimension, nodes, pairBudget, repeats) => {
    const kernels = await openMatrixKernels();
    const seconds: number[] = [];
    let pairs = 0;
    let smallest = Number.NaN;
    for (let repeat = 0; repeat < repeats; repeat++) {
      const start = performance.now();
      const block = kernels.load(rows, nodes.example.length, dimension);
      const ranking = rankPairs(block, nodes, pairBudget);
      let step = ranking.next();
      while (step.done !== true) step = ranking.next();
      seconds.push((performance.now() - start) / 1000);
      block.dispose();
      pairs = step.value.similarity.length;
      smallest = step.value.similarity.at(-1) ?? Number.NaN;
    }
    return { kernels: kernels.name, seconds, pairs, smallest };
  },

  trainPoints: async (problem, thresholds) => {
    const jobs = createTrainingJobs();
    const { backend } = await jobs.openDevice(null);
    await jobs.prepare(problem);
    const seconds: number[] = [];
    let edges = 0;
    for (const threshold of thresholds) {
      const start = performance.now();
      edges = await edgesOfPoint(jobs, problem.training.runSeeds, threshold);
      seconds.push((performance.now() - start) / 1000);
    }
    const [firstSeconds = Number.NaN, ...next] = seconds;
    return { backend, firstSeconds, nextSeconds: Math.min(...next), edges };
  },

  trainAndHold: async (problem, thresholds) => {
    const jobs = createTrainingJobs();
    const { backend } = await jobs.openDevice(null);
    await jobs.prepare(problem);
    const { runSeeds, epochs } = problem.training;
    const pass = async (): Promise<HeldMemory> => {
      for (const threshold of thresholds) await edgesOfPoint(jobs, runSeeds, threshold);
      return heldMemory();
    };
    await edgesOfPoint(jobs, runSeeds, thresholds[0] ?? Number.NaN);
    const first = heldMemory();
    const before = await pass();
    const after = await pass();
    const steps = epochs * runSeeds.length * thresholds.length;
    return { backend, steps, first, before, after };
  },
});

async function edgesOfPoint(
  jobs: TrainingProtocol,
  runSeeds: readonly number[],
  threshold: number,
): Promise<number> {
  const points = await jobs.trainRuns(runSeeds, threshold, () => undefined, NEVER);
  return points[0]?.statistics.edges ?? 0;
}

function heldMemory(): HeldMemory {
  const { numTensors, numBytes } = memory();
  return { tensors: numTensors, tensorBytes: numBytes, wasmBytes: wasmMemories() };
}

/** Bytes of the memories of all wasm instances that this worker makes from now on. */
function noteWasmMemories(): () => number {
  const memories: WebAssembly.Memory[] = [];
  const note = (instance: WebAssembly.Instance): void => {
    for (const exported of Object.values(instance.exports)) {
      if (exported instanceof WebAssembly.Memory) memories.push(exported);
    }
  };
  WebAssembly.Instance = new Proxy(WebAssembly.Instance, {
    construct: (target, args: ConstructorParameters<typeof WebAssembly.Instance>) => {
      const instance = new target(...args);
      note(instance);
      return instance;
    },
  });
  WebAssembly.instantiate = new Proxy(WebAssembly.instantiate, {
    apply: async (target, self, args: unknown[]) => {
      const result: unknown = await Reflect.apply(target, self, args);
      const instance = hasInstance(result) ? result.instance : result;
      if (instance instanceof WebAssembly.Instance) note(instance);
      return result;
    },
  });
  return () => memories.reduce((bytes, { buffer }) => bytes + buffer.byteLength, 0);
}

/** Instantiating bytes gives the module beside the instance; instantiating a module gives the instance. */
function hasInstance(result: unknown): result is { readonly instance: unknown } {
  return typeof result === "object" && result !== null && "instance" in result;
}
