/** How the adapter is trained, and the epochs of the run that trains now. */

import type { StateCreator } from "zustand/vanilla";
import type { EpochReport, TrainingSettings } from "../../pipeline/artifacts.ts";
import type { RunningProgress } from "../stage-run.ts";

/** The run in progress, for the loss curve and the stage bar. */
interface LiveRun {
  readonly runSeed: number;
  readonly threshold: number;
  /** How far its graph is; null from its first epoch on. */
  readonly preparing: RunningProgress | null;
  readonly reports: readonly EpochReport[];
}

export interface TrainingSlice {
  readonly training: {
    readonly settings: TrainingSettings;
    readonly live: LiveRun | null;
  };
  readonly patchTraining: (patch: Partial<TrainingSlice["training"]>) => void;
}

export const DEFAULT_TRAINING: TrainingSettings = {
  shots: 16,
  runSeeds: [1, 2, 3],
  epochs: 150,
  learningRate: 1e-3,
  ewcLambda: 0,
};

export const createTrainingSlice: StateCreator<TrainingSlice> = (set) => ({
  training: { settings: DEFAULT_TRAINING, live: null },
  patchTraining: (patch) => {
    set((state) => ({ training: { ...state.training, ...patch } }));
  },
});
