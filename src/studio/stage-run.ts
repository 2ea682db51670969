/** The state of one stage: what it is doing, or what it made and from what. */

import type { WireError } from "../errors.ts";
import type { Progress } from "../pipeline/artifacts.ts";

export interface RunningProgress extends Progress {
  /** Per second over the last few seconds; null until it is known. */
  readonly rate: number | null;
  readonly secondsLeft: number | null;
}

export type StageRun<Artifact> =
  | { readonly status: "idle" }
  | { readonly status: "running"; readonly progress: RunningProgress }
  | { readonly status: "ready"; readonly artifact: Artifact; readonly madeFrom: string }
  | { readonly status: "failed"; readonly error: WireError }
  | { readonly status: "cancelled"; readonly progress: RunningProgress };

export const IDLE = { status: "idle" } as const;

export function readyArtifact<Artifact>(run: StageRun<Artifact>): Artifact | null {
  return run.status === "ready" ? run.artifact : null;
}
