/** What training survives: a GPU that is lost and a worker that dies. Everything finished is kept, so new workers go on with the rest. */

import { StudioError } from "../../errors.ts";
import type { CancelToken, ComputeRecord } from "../../pipeline/artifacts.ts";
import type { SweepProblem } from "../../pipeline/evaluation/seed-run.ts";
import type { CommandContext } from "./context.ts";
import { throwIfCancelled } from "./job.ts";

/** The training service moves to the processor after two losses, so a third try does not meet the GPU again. */
const MOST_DEVICE_LOSSES = 3;
/** A worker that dies again has too little memory, and would die for ever. */
const MOST_CRASHES = 1;

export interface Losses {
  /** In a few plain words what was lost; null for an error that new workers would meet again, and when it has happened too often. */
  readonly describe: (error: unknown) => string | null;
}

export function createLosses(): Losses {
  let [devices, crashes] = [0, 0];
  return {
    describe: (error) => {
      if (!(error instanceof StudioError)) return null;
      if (error.code === "platform/device-lost") {
        devices += 1;
        return devices <= MOST_DEVICE_LOSSES ? "the GPU was lost" : null;
      }
      if (error.code === "platform/worker-crashed") {
        crashes += 1;
        return crashes <= MOST_CRASHES ? "a worker had ended" : null;
      }
      return null;
    },
  };
}

/** One call of the trainer on workers that have the problem; a loss that new workers would not meet again begins it anew. */
export async function onPreparedWorkers<Result>(
  { studio, services }: CommandContext,
  cancel: CancelToken,
  problem: SweepProblem,
  call: () => Promise<Result>,
): Promise<Result> {
  const losses = createLosses();
  for (;;) {
    try {
      const device = await services.training.prepare(problem);
      throwIfCancelled(cancel);
      studio.getState().patchDevice({ trainingBackend: device.backend });
      return await call();
    } catch (error) {
      if (cancel.cancelled || losses.describe(error) === null) throw error;
    }
  }
}

interface Device {
  readonly backend: string;
  readonly adapter: string;
}

/** The record of a sweep that goes on with `device`: one that began elsewhere names both. */
export function continuedOn(
  compute: ComputeRecord | null,
  { backend, adapter }: Device,
  now: string,
): ComputeRecord {
  if (compute === null) return { trainingBackend: backend, adapter, finishedAt: now };
  return {
    trainingBackend: inTurn(compute.trainingBackend, backend),
    adapter: inTurn(compute.adapter, adapter),
    finishedAt: compute.finishedAt,
  };
}

/** "webgpu" and "simd" -> "webgpu, then simd" */
function inTurn(before: string, next: string): string {
  return before.split(", then ").at(-1) === next ? before : `${before}, then ${next}`;
}
