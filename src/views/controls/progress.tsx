/** A long job: what, how many, how fast, how long still, and Cancel. */

import type { RunningProgress } from "../../studio/stage-run.ts";
import { count } from "../format/count.ts";
import { clockTime } from "../format/duration.ts";
import { rate } from "../format/rate.ts";

interface ProgressProps {
  readonly progress: RunningProgress;
  readonly onCancel: () => void;
}

export function Progress({ progress, onCancel }: ProgressProps) {
  const { label, done, total } = progress;
  return (
    <div className="progress">
      <div className="progress-head">
        <span className="progress-label">{label}</span>
        <button type="button" className="button button-quiet" onClick={onCancel}>
          Cancel
        </button>
      </div>
      {total === 0 ? (
        <progress aria-label={label} />
      ) : (
        <progress aria-label={label} max={total} value={done} />
      )}
      <p className="hint">{progressWords(progress)}</p>
    </div>
  );
}

/** "120 of 361, 3.2 a second, 1:15 left"; what is not known yet is left out. */
function progressWords({ done, total, rate: perSecond, secondsLeft }: RunningProgress): string {
  const words = [total === 0 ? "starting" : `${count(done)} of ${count(total)}`];
  if (perSecond !== null) words.push(rate(perSecond));
  if (secondsLeft !== null) words.push(`${clockTime(secondsLeft)} left`);
  return words.join(", ");
}
