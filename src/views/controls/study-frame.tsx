/** The frame of a study: what it is doing or what stopped it, Run, Cancel, and the reveal of its test accuracy. */

import type { ReactNode } from "react";
import { selectTrainingObstacle } from "../../studio/selectors/pools.ts";
import { selectStudyIsStale, selectStudyTestLabels } from "../../studio/selectors/study-key.ts";
import type { StudyName } from "../../studio/slices/studies.ts";
import { OBSTACLE_WORDS } from "../dataset/obstacle-words.ts";
import { useCommands, useStudio } from "../studio-context.tsx";
import { ErrorNotice } from "./error-notice.tsx";
import { Progress } from "./progress.tsx";
import "./study-frame.css";

interface StudyFrameProps {
  readonly name: StudyName;
  readonly title: string;
  /** "Run 12 methods with 3 seeds" */
  readonly runLabel: string;
  /** Why nothing can be run now, or null. */
  readonly hindrance: string | null;
  readonly onRun: () => void;
  /** Settings above the button. */
  readonly settings: ReactNode;
  readonly children: ReactNode;
}

export function StudyFrame(props: StudyFrameProps) {
  const { name, title, runLabel, hindrance, onRun, settings, children } = props;
  const run = useStudio((state) => state.studies[name].run);
  const obstacle = useStudio(selectTrainingObstacle);
  const reason = obstacle === null ? hindrance : OBSTACLE_WORDS[obstacle];
  return (
    <div className="study">
      <h2>{title}</h2>
      {settings}
      {run.status === "running" ? (
        <StudyProgress name={name} />
      ) : (
        <div className="button-row">
          <button
            type="button"
            className="button button-primary"
            disabled={reason !== null}
            onClick={onRun}
          >
            {runLabel}
          </button>
          {reason === null ? null : <p className="hint">{reason}</p>}
        </div>
      )}
      <StudyNotice name={name} />
      {children}
    </div>
  );
}

function StudyProgress({ name }: { readonly name: StudyName }) {
  const run = useStudio((state) => state.studies[name].run);
  const commands = useCommands();
  if (run.status !== "running") return null;
  return <Progress progress={run.progress} onCancel={() => commands.cancelStudy(name)} />;
}

function StudyNotice({ name }: { readonly name: StudyName }) {
  const run = useStudio((state) => state.studies[name].run);
  const stale = useStudio((state) => selectStudyIsStale(state, name));
  // Before its first run the record is that of an earlier study.
  const begun = useStudio((state) => state.studies[name].runningKey !== null);
  if (run.status === "failed") return <ErrorNotice error={run.error} />;
  if (run.status === "cancelled") {
    return (
      <div className="notice notice-warning">
        <p className="notice-title">Cancelled</p>
        <p>Finished runs are kept. Run goes on from there.</p>
      </div>
    );
  }
  if (!stale || (run.status === "running" && !begun)) return null;
  return (
    <div className="notice notice-warning" role="status">
      <p className="notice-title">Made with other settings</p>
      <p>
        {run.status === "running"
          ? "Settings or data have changed: this study goes on with those it began with. Cancel and Run take the present ones."
          : "The numbers below keep their own settings. Run makes them again with the present ones."}
      </p>
    </div>
  );
}

/** One button for a whole study, pressed when its validation figures are there. */
export function StudyReveal({ name }: { readonly name: StudyName }) {
  const commands = useCommands();
  const running = useStudio((state) => state.studies[name].run.status === "running");
  const stale = useStudio((state) => selectStudyIsStale(state, name));
  const revealed = useStudio((state) => selectStudyTestLabels(state, name) !== null);
  if (revealed) return null;
  return (
    <div className="button-row">
      <button
        type="button"
        className="button"
        disabled={running || stale}
        onClick={() => commands.revealStudy(name)}
      >
        Reveal test accuracy
      </button>
      <p className="hint">
        {running
          ? "Covered until the study ends or is stopped."
          : stale
            ? "Covered: the settings changed since this study."
            : "Validation has made every choice. A changed setting covers test again."}
      </p>
    </div>
  );
}
