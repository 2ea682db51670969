/** Stage 7: what validation chose, against which baselines, and the test accuracy once it is revealed. */

import { selectCurve, selectTestResult } from "../../studio/selectors/accuracy-curve.ts";
import { selectTrainingObstacle } from "../../studio/selectors/pools.ts";
import { selectSweepIsStale } from "../../studio/selectors/sweep-key.ts";
import { NumberField } from "../controls/number-field.tsx";
import { PanelSection, StagePanel } from "../controls/stage-panel.tsx";
import { OBSTACLE_WORDS } from "../dataset/obstacle-words.ts";
import { countOf } from "../format/count.ts";
import { useCommands, useStudio } from "../studio-context.tsx";
import { thresholdWords } from "../threshold-axis/threshold-words.ts";
import { ExportButtons } from "./export-buttons.tsx";
import { MethodTable } from "./method-table.tsx";
import { NewExampleSection } from "./new-example-section.tsx";
import { ReportButton } from "./report-button.tsx";
import { RevealSection } from "./reveal-section.tsx";
import { sweepConditions, sweepOrigin } from "./sweep-words.ts";
import "./evaluation.css";

/** Two ends and at least one threshold between them; beyond the upper one a sweep takes an afternoon. */
const THRESHOLD_COUNTS = { min: 3, max: 60 };

export function EvaluationPanel() {
  const sweep = useStudio((state) => state.evaluation.sweep);
  const thresholdCount = useStudio((state) => state.evaluation.thresholdCount);
  const stale = useStudio(selectSweepIsStale);
  const isSample = useStudio((state) => state.dataset.origin?.kind === "sample");
  const obstacle = useStudio(selectTrainingObstacle);
  const commands = useCommands();
  return (
    <StagePanel stage="evaluation">
      {obstacle === null ? null : <p>{OBSTACLE_WORDS[obstacle]}</p>}
      {sweep === null ? (
        obstacle === null ? (
          <p>No sweep yet. Run trains the adapter at each τ and draws its validation accuracy.</p>
        ) : null
      ) : stale ? null : (
        <p>{sweepOrigin(sweep)}</p>
      )}
      <SweepResults />
      <NewExampleSection />
      <div className="button-row">
        <ReportButton />
        {isSample && sweep?.origin === "computed" ? (
          <button type="button" className="link-button" onClick={commands.showRecorded}>
            Show the recorded sweep
          </button>
        ) : null}
      </div>
      <PanelSection title="Sweep">
        <NumberField
          label="Thresholds"
          value={thresholdCount}
          min={THRESHOLD_COUNTS.min}
          max={THRESHOLD_COUNTS.max}
          step={1}
          hint="Coarse to fine, from the complete graph to no edges; each is trained once a seed."
          onCommit={commands.setThresholdCount}
        />
      </PanelSection>
    </StagePanel>
  );
}

function SweepResults() {
  const sweep = useStudio((state) => state.evaluation.sweep);
  const curve = useStudio(selectCurve);
  const test = useStudio(selectTestResult);
  if (sweep === null || curve === null) return null;
  const { best } = curve;
  const done = `${curve.points.length} of ${countOf(sweep.thresholds.length, "threshold")} trained`;
  return (
    <>
      <PanelSection title="Accuracy">
        <MethodTable curve={curve} test={test} conditions={sweepConditions(sweep.settings)} />
        {best === null ? null : (
          <p className="hint">
            τ* of each seed: {best.thresholds.map(thresholdWords).join(", ")}. Validation chose it,
            so validation at τ* is flattered. The axis marks the highest mean over seeds instead.{" "}
            {done}.
          </p>
        )}
      </PanelSection>
      <RevealSection test={test} />
      <ExportButtons sweep={sweep} />
    </>
  );
}
