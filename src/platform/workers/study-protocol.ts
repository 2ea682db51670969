/** What a study worker does: one method, one variant or one sequence of tasks with one seed at a time. The only file both sides import. */

import type { VariantId, VariantRun, VariantSettings } from "../../pipeline/ablations/ablation.ts";
import type { CancelToken, OnProgress } from "../../pipeline/artifacts.ts";
import type { ContinualRun, ContinualSettings } from "../../pipeline/continual/continual.ts";
import type { MethodId, MethodRun } from "../../pipeline/methods/method.ts";
import type { StudyProblem } from "../../pipeline/methods/study-problem.ts";
import type { TrainingDevice } from "./training-protocol.ts";

export interface StudyProtocol {
  /** Chooses the backend; `forced` comes from ?backend=. */
  openDevice(forced: TrainingDevice["backend"] | null): Promise<TrainingDevice>;
  prepare(problem: StudyProblem): Promise<void>;
  runMethod(
    method: MethodId,
    runSeed: number,
    onProgress: OnProgress,
    cancel: CancelToken,
  ): Promise<MethodRun>;
  runVariant(
    variant: VariantId,
    settings: VariantSettings,
    runSeed: number,
    onProgress: OnProgress,
    cancel: CancelToken,
  ): Promise<VariantRun>;
  runSequence(
    settings: ContinualSettings,
    runSeed: number,
    onProgress: OnProgress,
    cancel: CancelToken,
  ): Promise<ContinualRun>;
}
