/** One training job after the other on one thread: a job yields to let a cancellation in, and the next must not begin in that pause. */

import { Cancelled } from "../../pipeline/artifacts.ts";
import type { TrainingProtocol } from "./training-protocol.ts";

/** The same jobs; each begins when those before it have ended, and one that was cancelled while it waited does not begin. */
export function inTurn(jobs: TrainingProtocol): TrainingProtocol {
  let last: Promise<unknown> = Promise.resolve();
  const next = <Result>(job: () => Promise<Result>): Promise<Result> => {
    const result = last.then(job);
    last = result.catch(() => undefined);
    return result;
  };
  return {
    openDevice: (forced) => next(() => jobs.openDevice(forced)),
    prepare: (problem) => next(() => jobs.prepare(problem)),
    trainRuns: (runSeeds, threshold, onReport, cancel) =>
      next(() => {
        if (cancel.cancelled) throw new Cancelled();
        return jobs.trainRuns(runSeeds, threshold, onReport, cancel);
      }),
    trainParameters: (runSeed, threshold, cancel) =>
      next(() => {
        if (cancel.cancelled) throw new Cancelled();
        return jobs.trainParameters(runSeed, threshold, cancel);
      }),
    trainAdapter: (origin, runSeed, threshold, onReport, cancel) =>
      next(() => {
        if (cancel.cancelled) throw new Cancelled();
        return jobs.trainAdapter(origin, runSeed, threshold, onReport, cancel);
      }),
    linearProbe: (runSeed) => next(() => jobs.linearProbe(runSeed)),
  };
}
