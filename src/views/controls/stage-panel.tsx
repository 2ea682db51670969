/** The frame of a stage's panel: its heading, then what it is doing or what stopped it, then its own content. */

import type { ReactNode } from "react";
import type { StageName } from "../../pipeline/artifacts.ts";
import { selectStages, type StageStatus } from "../../studio/selectors/stage-status.ts";
import { STAGE_TITLES } from "../stage-titles.ts";
import { useCommands, useStudio } from "../studio-context.tsx";
import { ErrorNotice } from "./error-notice.tsx";
import { Progress } from "./progress.tsx";

interface StagePanelProps {
  readonly stage: StageName;
  readonly children: ReactNode;
}

export function StagePanel({ stage, children }: StagePanelProps) {
  const status = useStudio((state) => selectStages(state).find(({ name }) => name === stage));
  return (
    <div className="panel">
      <h2>{STAGE_TITLES[stage]}</h2>
      {status === undefined ? null : <StageNotice status={status} />}
      {children}
    </div>
  );
}

function StageNotice({
  status: { name, state, progress, error },
}: {
  readonly status: StageStatus;
}) {
  const commands = useCommands();
  if (state === "running" && progress !== null) {
    return <Progress progress={progress} onCancel={commands.cancel} />;
  }
  if (state === "failed" && error !== null) return <ErrorNotice error={error} />;
  if (state === "cancelled") {
    return (
      <div className="notice notice-warning">
        <p className="notice-title">Cancelled</p>
        <p>
          {name === "dataset"
            ? "Open the folder again to read it; what is done is kept."
            : "What is done is kept. Run goes on from there."}
        </p>
      </div>
    );
  }
  if (state === "stale") {
    return (
      <div className="notice notice-warning">
        <p className="notice-title">Made with other settings</p>
        <p>Run makes it again with the present ones.</p>
      </div>
    );
  }
  return null;
}

interface PanelSectionProps {
  readonly title: string;
  readonly children: ReactNode;
}

export function PanelSection({ title, children }: PanelSectionProps) {
  return (
    <section className="panel-section">
      <h3>{title}</h3>
      {children}
    </section>
  );
}
