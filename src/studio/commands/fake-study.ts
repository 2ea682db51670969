/** For tests only: studies without workers. Every run is 50 % right on validation and predicts the first class on test. */

import { Cancelled, PART_CODES } from "../../pipeline/artifacts.ts";
import type { StudyProblem } from "../../pipeline/methods/study-problem.ts";
import type { StudyService } from "../services.ts";

interface FakeStudyState {
  /** "tip-adapter 1", in the order in which they began. */
  readonly studied: string[];
  /** Runs before each run; a test may cancel, wait or fail here. */
  readonly beforeStudyRun: () => Promise<void>;
}

export function createFakeStudy(state: () => FakeStudyState): StudyService {
  let prepared: StudyProblem | null = null;
  const begin = async (name: string, runSeed: number, cancelled: () => boolean) => {
    if (prepared === null) throw new TypeError("the study was not prepared");
    state().studied.push(`${name} ${String(runSeed)}`);
    await state().beforeStudyRun();
    if (cancelled()) throw new Cancelled();
    const nodes = prepared.runs.find((run) => run.runSeed === runSeed);
    if (nodes === undefined) throw new RangeError(`no run of seed ${String(runSeed)}`);
    const predict = (code: number): number[] =>
      [...nodes.part].flatMap((part) => (part === code ? 0 : []));
    return {
      runSeed,
      validationAccuracy: 0.5,
      validationPredictions: predict(PART_CODES.validation),
      testPredictions: predict(PART_CODES.test),
      parameters: 10,
      seconds: 1,
    };
  };
  return {
    concurrency: () => 1,
    prepare: (problem) => {
      prepared = problem;
      return Promise.resolve({ backend: "cpu", adapter: "test" });
    },
    runMethod: async (method, runSeed, onProgress, cancel) => {
      onProgress({ label: "Fitting", done: 0, total: 1 });
      const run = await begin(method, runSeed, () => cancel.cancelled);
      return { ...run, method, tuned: {}, trials: 1, bytes: 160 };
    },
    runVariant: async (variant, _, runSeed, __, cancel) => {
      const { validationPredictions, testPredictions, ...run } = await begin(
        variant,
        runSeed,
        () => cancel.cancelled,
      );
      return {
        ...run,
        variant,
        threshold: validationPredictions.length > 0 ? 0.5 : null,
        curve: [],
        testPredictions: [testPredictions],
        remarks: [],
      };
    },
    runSequence: () => Promise.reject(new TypeError("the fake runs no sequence")),
  };
}
