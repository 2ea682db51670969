/** Holds the record of the sweep that runs: shows and stores each change at once, so that a reload keeps every finished point. */

import type { SweepRecord } from "../../pipeline/artifacts.ts";
import type { CommandContext } from "./context.ts";
import { continuedOn } from "./lost-training.ts";

export interface Keeper {
  readonly record: () => SweepRecord;
  readonly keep: (change: (record: SweepRecord) => SweepRecord) => void;
  /** Names the device that trains what is still missing. */
  readonly continueOn: (device: { readonly backend: string; readonly adapter: string }) => void;
  /** Rejects when the points cannot be stored. */
  readonly save: () => Promise<void>;
}

export function createKeeper({ studio, services }: CommandContext, start: SweepRecord): Keeper {
  let record = start;
  const show = (): void => {
    studio.getState().patchEvaluation({ sweep: record });
  };
  show();
  return {
    record: () => record,
    keep: (change) => {
      const changed = change(record);
      const { compute } = changed;
      record = {
        ...changed,
        compute: compute === null ? null : { ...compute, finishedAt: services.now() },
      };
      show();
      // A failed save costs only a later reload its points; the last save of the sweep is awaited and reports.
      services.session.saveSweep(record).catch(() => undefined);
    },
    continueOn: (device) => {
      studio.getState().patchDevice({ trainingBackend: device.backend });
      record = { ...record, compute: continuedOn(record.compute, device, services.now()) };
      show();
    },
    save: () => services.session.saveSweep(record),
  };
}
