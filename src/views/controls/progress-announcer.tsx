/** Tells a screen reader how the running stage goes: at its start, at every 10 %, and at its end. */

import { useEffect, useRef } from "react";
import { selectStages, type StageStatus } from "../../studio/selectors/stage-status.ts";
import { spokenDuration } from "../format/duration.ts";
import { STAGE_TITLES } from "../stage-titles.ts";
import { useStudioContext } from "../studio-context.tsx";

export function ProgressAnnouncer() {
  const { studio } = useStudioContext();
  const region = useRef<HTMLParagraphElement>(null);
  useEffect(() => {
    let before = selectStages(studio.getState());
    return studio.subscribe((state) => {
      const after = selectStages(state);
      if (after === before) return;
      const words = announcement(before, after);
      before = after;
      if (words !== null && region.current !== null) region.current.textContent = words;
    });
  }, [studio]);
  return <p ref={region} className="visually-hidden" role="status" />;
}

/** What is worth saying about the step from one state to the next, or null. The furthest stage speaks when several change at once. */
export function announcement(
  before: readonly StageStatus[],
  after: readonly StageStatus[],
): string | null {
  let words: string | null = null;
  after.forEach((stage, i) => {
    const earlier = before[i];
    if (earlier !== undefined) words = stageAnnouncement(earlier, stage) ?? words;
  });
  return words;
}

function stageAnnouncement(before: StageStatus, after: StageStatus): string | null {
  const title = STAGE_TITLES[after.name];
  if (after.state !== before.state) {
    if (after.state === "running") return `${title} started.`;
    if (after.state === "failed") return `${title} failed.`;
    if (before.state !== "running") return null;
    return after.state === "cancelled" ? `${title} cancelled.` : `${title} ready: ${after.figure}.`;
  }
  const tenth = tenthDone(after);
  if (after.state !== "running" || tenth === null || tenth === tenthDone(before)) return null;
  const left = after.progress?.secondsLeft;
  return `${title} ${tenth * 10} percent${left == null ? "" : `, ${spokenDuration(left)} left`}.`;
}

function tenthDone({ progress }: StageStatus): number | null {
  if (progress === null || progress.total === 0) return null;
  return Math.floor((10 * progress.done) / progress.total);
}
