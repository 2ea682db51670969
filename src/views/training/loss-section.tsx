/** The loss curve of the run that trains now, else of the trained run nearest to τ. */

import { selectNearestRun } from "../../studio/selectors/node-marks.ts";
import { PanelSection } from "../controls/stage-panel.tsx";
import type { LossSeries } from "../plots/loss-plot-layout.ts";
import { LossPlot } from "../plots/loss-plot.tsx";
import { useStudio } from "../studio-context.tsx";
import { thresholdWords } from "../threshold-axis/threshold-words.ts";

export function LossSection() {
  const live = useStudio((state) => state.training.live);
  const nearest = useStudio(selectNearestRun);
  if (live !== null && live.reports.length > 0) {
    const last = live.reports.at(-1);
    const series: LossSeries[] = [
      { name: "train", losses: live.reports.map((report) => report.trainLoss) },
      { name: "validation", losses: live.reports.map((report) => report.validationLoss) },
    ];
    return (
      <PanelSection title={`Loss, seed ${live.runSeed} at τ ${thresholdWords(live.threshold)}`}>
        <LossPlot series={series} epochs={last?.epochs ?? live.reports.length} />
      </PanelSection>
    );
  }
  if (nearest === null) return null;
  return (
    <PanelSection title={`Loss, seed ${nearest.runSeed} at τ ${thresholdWords(nearest.threshold)}`}>
      <LossPlot
        series={[{ name: "train", losses: nearest.trainLosses }]}
        epochs={nearest.trainLosses.length}
      />
      <p className="hint">
        The trained run nearest to τ. Epoch {nearest.keptEpoch} was kept, the best on validation.
      </p>
    </PanelSection>
  );
}
