/** The work of a study worker, on whatever thread it runs. It keeps the opened device and the study between calls. */

import { VARIANTS } from "../../pipeline/ablations/variants.ts";
import type { FusedFeatures } from "../../pipeline/artifacts.ts";
import { continualProblem } from "../../pipeline/continual/continual-problem.ts";
import { runContinual } from "../../pipeline/continual/run-sequence.ts";
import type { MethodTools } from "../../pipeline/methods/method.ts";
import { METHODS } from "../../pipeline/methods/methods.ts";
import { methodProblem } from "../../pipeline/methods/method-problem.ts";
import { studyFeatures, type StudyProblem } from "../../pipeline/methods/study-problem.ts";
import { openTrainingDevice, type OpenTrainingDevice } from "../device/training-device.ts";
import { drive } from "./drive.ts";
import type { StudyProtocol } from "./study-protocol.ts";

interface Prepared {
  readonly study: StudyProblem;
  readonly tools: MethodTools;
  readonly failed: Promise<never>;
  /** E1 and E2 with the study's settings, made once. */
  readonly features: () => FusedFeatures;
}

export function createStudyJobs(): StudyProtocol {
  let device: OpenTrainingDevice | null = null;
  let prepared: Prepared | null = null;
  const ready = (): Prepared => {
    if (prepared === null) throw new TypeError("the study was not prepared");
    return prepared;
  };
  return {
    openDevice: async (forced) => {
      device ??= await openTrainingDevice(forced);
      return { backend: device.backend, adapter: device.adapter };
    },

    prepare: (study) => {
      if (device === null) return Promise.reject(new TypeError("no device was opened"));
      const { backend, kernels, openEngine, failed } = device;
      let features: FusedFeatures | null = null;
      prepared = {
        study,
        tools: {
          kernels,
          openEngine,
          clock: () => performance.now(),
          openTensorFlow: tensorFlowBeside(backend),
        },
        failed,
        features: () => (features ??= studyFeatures(study)),
      };
      return Promise.resolve();
    },

    runMethod: async (id, runSeed, onProgress, cancel) => {
      const { study, tools, failed, features } = ready();
      const method = METHODS.find((candidate) => candidate.id === id);
      if (method === undefined) throw new RangeError(`no method ${id}`);
      const run = method.run(methodProblem(study, features(), runSeed), tools);
      return Promise.race([drive(run, onProgress, cancel), failed]);
    },

    runVariant: async (id, settings, runSeed, onProgress, cancel) => {
      const { study, tools, failed } = ready();
      const variant = VARIANTS.find((candidate) => candidate.id === id);
      if (variant === undefined) throw new RangeError(`no variant ${id}`);
      const obstacle = variant.obstacle(study);
      if (obstacle !== null) throw new RangeError(`${id}: ${obstacle}`);
      const run = variant.run(study, settings, runSeed, tools);
      return Promise.race([drive(run, onProgress, cancel), failed]);
    },

    runSequence: async (settings, runSeed, onProgress, cancel) => {
      const { study, tools, failed, features } = ready();
      await tools.openTensorFlow();
      const problem = continualProblem(study, features(), runSeed);
      const run = runContinual(problem, settings, tools);
      return Promise.race([drive(run, onProgress, cancel), failed]);
    },
  };
}

/** The page's own module trains the adapter; TensorFlow.js starts beside it only for a method that asks. The other backends are TensorFlow.js already. */
function tensorFlowBeside(backend: OpenTrainingDevice["backend"]): () => Promise<void> {
  let opening: Promise<unknown> | null = null;
  return async () => {
    if (backend !== "simd" && backend !== "simd-fma") return;
    opening ??= import("../device/tensor-device.ts").then(({ openWasm }) => openWasm());
    await opening;
  };
}
