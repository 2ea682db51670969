/** The work of a training worker, on whatever thread it runs. It keeps the opened device and the problem between calls. */

import type { SweepProblem } from "../../pipeline/evaluation/seed-run.ts";
import {
  createThresholdTrainer,
  type AdapterTrainer,
  type TrainingTools,
} from "../../pipeline/evaluation/train-at-threshold.ts";
import { trainAdapter } from "../../pipeline/evaluation/trained-adapter.ts";
import { linearProbe } from "../../pipeline/training/linear-probe.ts";
import type { OpenGpuDevice } from "../device/gpu-device.ts";
import { openTrainingDevice, type OpenTrainingDevice } from "../device/training-device.ts";
import { drive } from "./drive.ts";
import type { TrainingProtocol } from "./training-protocol.ts";

interface Prepared {
  readonly problem: SweepProblem;
  readonly tools: TrainingTools;
  readonly trainer: AdapterTrainer;
}

/** A throw inside a then-callback rejects, as `serve` and direct callers both expect. */
const later = Promise.resolve();

/** @param openDevice where a GPU trains: a device of its own unless given */
export function createTrainingJobs(openDevice?: OpenGpuDevice): TrainingProtocol {
  let device: OpenTrainingDevice | null = null;
  let prepared: Prepared | null = null;

  const ready = (): Prepared & { readonly device: OpenTrainingDevice } => {
    if (device === null || prepared === null) throw new TypeError("training was not prepared");
    return { ...prepared, device };
  };

  return {
    openDevice: async (forced) => {
      device ??= await openTrainingDevice(forced, openDevice);
      return { backend: device.backend, adapter: device.adapter };
    },

    prepare: (problem) =>
      later.then(() => {
        if (device === null) throw new TypeError("no device was opened");
        prepared?.trainer.dispose();
        const { kernels, openEngine } = device;
        const tools = { kernels, openEngine, clock: () => performance.now() };
        prepared = { problem, tools, trainer: createThresholdTrainer(problem, tools) };
      }),

    trainRuns: async (runSeeds, threshold, onReport, cancel) => {
      const { trainer, device: opened } = ready();
      const runs = drive(trainer.trainRuns(runSeeds, threshold), onReport, cancel);
      return Promise.race([runs, opened.failed]);
    },

    trainParameters: async (runSeed, threshold, cancel) => {
      const { trainer, device: opened } = ready();
      const run = drive(trainer.trainParameters(runSeed, threshold), () => undefined, cancel);
      return Promise.race([run, opened.failed]);
    },

    trainAdapter: async (origin, runSeed, threshold, onReport, cancel) => {
      const { problem, tools, device: opened } = ready();
      const run = trainAdapter({ problem, ...origin }, runSeed, threshold, tools);
      return Promise.race([drive(run, onReport, cancel), opened.failed]);
    },

    linearProbe: (runSeed) =>
      later.then(() => {
        const { features, featureScale, runs } = ready().problem;
        const nodes = runs.find((run) => run.runSeed === runSeed);
        if (nodes === undefined) throw new RangeError(`no run of seed ${runSeed}`);
        return linearProbe(features, featureScale, nodes);
      }),
  };
}
