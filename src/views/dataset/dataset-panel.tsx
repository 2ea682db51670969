/** Stage 1: which images, how they are split, and what was wrong with the files. */

import { selectDataset } from "../../studio/selectors/pools.ts";
import { PanelSection, StagePanel } from "../controls/stage-panel.tsx";
import { useStudio } from "../studio-context.tsx";
import { ClassList } from "./class-list.tsx";
import { ContinueCard } from "./continue-card.tsx";
import { FolderFindings } from "./folder-findings.tsx";
import { ProblemList } from "./problem-list.tsx";
import { SplitSection } from "./split-section.tsx";
import { WaysIn } from "./ways-in.tsx";
import "./dataset.css";

interface DatasetPanelProps {
  readonly onShowImages: () => void;
}

export function DatasetPanel({ onShowImages }: DatasetPanelProps) {
  const dataset = useStudio(selectDataset);
  const keepsResults = useStudio((state) => state.device.keepsResults);
  return (
    <StagePanel stage="dataset">
      <ContinueCard />
      {keepsResults === false ? (
        <p className="hint">
          This browser stores no files for this page: all results are gone when it is closed or
          reloaded.
        </p>
      ) : null}
      <WaysIn />
      {dataset === null ? null : (
        <>
          <FolderFindings dataset={dataset} />
          <ProblemList dataset={dataset} />
          <PanelSection title={dataset.classNames.length === 0 ? "Images" : "Classes"}>
            <ClassList dataset={dataset} />
            <button type="button" className="button" onClick={onShowImages}>
              Show all images
            </button>
          </PanelSection>
          <SplitSection dataset={dataset} />
        </>
      )}
    </StagePanel>
  );
}
