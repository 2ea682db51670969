/** Starts, shows and stops what takes longer than a look. */

import { selectGraphKey } from "../../studio/selectors/sweep-key.ts";
import { selectShownGraph } from "../../studio/selectors/threshold-axis.ts";
import { ErrorNotice } from "../controls/error-notice.tsx";
import { Progress } from "../controls/progress.tsx";
import { useCommands, useStudio } from "../studio-context.tsx";

export function MeasureSection() {
  const run = useStudio((state) => state.diagnostics.run);
  const hasGraph = useStudio((state) => selectShownGraph(state) !== null);
  const measured = useStudio(
    (state) =>
      state.diagnostics.smoothing?.key === selectGraphKey(state) &&
      state.diagnostics.smoothing.points.some(
        ({ threshold }) => threshold === state.graph.threshold,
      ),
  );
  const commands = useCommands();
  if (run.status === "running") {
    return <Progress progress={run.progress} onCancel={commands.cancelDiagnostics} />;
  }
  return (
    <>
      {run.status === "failed" ? <ErrorNotice error={run.error} /> : null}
      <div className="button-row">
        <button
          type="button"
          className="button"
          disabled={!hasGraph || measured}
          onClick={() => void commands.computeDiagnostics()}
        >
          Measure smoothing and search duplicates
        </button>
      </div>
      <p className="hint">{measureHint(hasGraph, measured, run.status === "cancelled")}</p>
    </>
  );
}

function measureHint(hasGraph: boolean, measured: boolean, cancelled: boolean): string {
  if (!hasGraph) return "There is no graph yet: Run makes one.";
  if (measured) return "Measured for this graph, at the thresholds of the sweep and at τ now.";
  return cancelled
    ? "Cancelled. What was measured before is kept."
    : "At the thresholds of the sweep and at τ now; a threshold that was measured on this graph is not measured again.";
}
