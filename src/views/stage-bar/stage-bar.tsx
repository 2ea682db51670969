/** The seven stages in the order of the data path. A press opens a stage's panel. */

import type { StageName } from "../../pipeline/artifacts.ts";
import { selectStages } from "../../studio/selectors/stage-status.ts";
import { useStudio } from "../studio-context.tsx";
import { StageButton } from "./stage-button.tsx";
import "./stage-bar.css";

interface StageBarProps {
  readonly open: StageName;
  readonly onOpen: (stage: StageName) => void;
}

export function StageBar({ open, onOpen }: StageBarProps) {
  const stages = useStudio(selectStages);
  return (
    <nav className="stage-bar" aria-label="Stages">
      <ol>
        {stages.map((stage) => (
          <li key={stage.name}>
            <StageButton status={stage} open={stage.name === open} onOpen={onOpen} />
          </li>
        ))}
      </ol>
    </nav>
  );
}
