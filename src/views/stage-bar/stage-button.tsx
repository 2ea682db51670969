/** One stage: its name, its state in a word, its one figure, and a line along its lower edge while it runs. */

import type { StageName } from "../../pipeline/artifacts.ts";
import type { StageStatus } from "../../studio/selectors/stage-status.ts";
import { STAGE_TITLES } from "../stage-titles.ts";
import { clockTime } from "../format/duration.ts";
import { shortRate } from "../format/rate.ts";

interface StageButtonProps {
  readonly status: StageStatus;
  readonly open: boolean;
  readonly onOpen: (stage: StageName) => void;
}

export function StageButton({ status, open, onOpen }: StageButtonProps) {
  const note = stageNote(status);
  const figure = status.figure === "" ? "\u2013" : status.figure;
  return (
    <button
      type="button"
      className="stage"
      data-state={status.state}
      aria-current={open ? "true" : undefined}
      aria-controls="stage-panel"
      title={`${STAGE_TITLES[status.name]}: ${figure}${note === "" ? "" : ` (${note})`}`}
      onClick={() => onOpen(status.name)}
    >
      <span className="stage-head">
        <span className="stage-name">{STAGE_TITLES[status.name]}</span>
        {status.state === "ready" ? <span className="visually-hidden">ready</span> : null}
        <span className="stage-note">{note}</span>
      </span>
      <span className="stage-figure">{figure}</span>
      <StageLine status={status} />
    </button>
  );
}

/** The pace while it runs, else the state in a word; nothing for a stage that is ready, which is the quiet case. */
function stageNote({ state, progress }: StageStatus): string {
  if (state === "ready" || state === "empty") return "";
  if (state !== "running") return state;
  if (progress?.secondsLeft != null) {
    const pace = progress.rate === null ? "" : `${shortRate(progress.rate)}, `;
    return `${pace}${clockTime(progress.secondsLeft)} left`;
  }
  return "running";
}

function StageLine({ status: { state, progress } }: { readonly status: StageStatus }) {
  if (progress === null || progress.total === 0) return null;
  if (state !== "running" && state !== "cancelled") return null;
  const share = Math.min(1, progress.done / progress.total);
  return <span className="stage-line" style={{ width: `${share * 100}%` }} />;
}
