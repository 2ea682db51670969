/** The instrument: three strips on one τ axis, one line through all of them, and the slider. */

import { useMemo, useRef } from "react";
import { selectCurve, selectTestResult } from "../../studio/selectors/accuracy-curve.ts";
import { selectSweepIsStale, selectSweepSettings } from "../../studio/selectors/sweep-key.ts";
import {
  selectGraphAlongAxis,
  selectRankedPairs,
  selectShownGraph,
} from "../../studio/selectors/threshold-axis.ts";
import type { StudioState } from "../../studio/store.ts";
import { useStudio } from "../studio-context.tsx";
import { accuracyCaptions, type CurveSituation } from "./accuracy-captions.ts";
import { AxisPicture } from "./axis-picture.tsx";
import { cutoffWords } from "./cutoff-words.ts";
import { CurveTable } from "./curve-table.tsx";
import { useContainerSize } from "./use-container-size.ts";
import "./threshold-axis.css";

export function ThresholdAxis() {
  const box = useRef<HTMLDivElement>(null);
  const size = useContainerSize(box);
  const along = useStudio(selectGraphAlongAxis);
  const ranked = useStudio(selectRankedPairs);
  const hasReadings = useStudio(hasSeedReadings);
  const curve = useStudio(selectCurve);
  const situation = useCurveSituation();
  const missing = useStudio(whatIsMissing);
  const captions = useMemo(
    () => (situation === null ? [] : accuracyCaptions(situation)),
    [situation],
  );
  const footnote = useMemo(() => (ranked === null ? null : cutoffWords(ranked)), [ranked]);
  return (
    <figure
      className="threshold-axis"
      aria-label="Accuracy, graph and pair similarities against the threshold τ"
    >
      <div className="axis-box" ref={box}>
        {along === null || ranked === null ? (
          <p className="axis-empty">{missing}</p>
        ) : size === null || size.width === 0 ? null : (
          <AxisPicture
            size={size}
            along={along}
            ranked={ranked}
            curve={curve}
            situation={situation}
            captions={captions}
            footnote={footnote}
            hasReadings={hasReadings}
          />
        )}
      </div>
      {curve === null || curve.points.length === 0 || situation === null ? null : (
        <CurveTable
          curve={curve}
          test={situation.test}
          caption={captions.map(({ text }) => text).join(". ")}
        />
      )}
    </figure>
  );
}

function useCurveSituation(): CurveSituation | null {
  const sweep = useStudio((state) => state.evaluation.sweep);
  const running = useStudio((state) => state.evaluation.run.status === "running");
  const current = useStudio(selectSweepSettings);
  const stale = useStudio(selectSweepIsStale);
  const test = useStudio(selectTestResult);
  return useMemo(
    () => (sweep === null ? null : { sweep, current, stale, running, test }),
    [sweep, current, stale, running, test],
  );
}

/** True where a line is kept free for the shown seed, so that the picture does not jump while it comes and goes. */
function hasSeedReadings(state: StudioState): boolean {
  const { livePoint, liveThreshold } = state.evaluation;
  return selectShownGraph(state)?.preview != null || livePoint !== null || liveThreshold !== null;
}

/** The axis is that of the pairs, so without them there is nothing to drag. */
function whatIsMissing(state: StudioState): string {
  if (state.dataset.run.status !== "ready") {
    return "Accuracy against the threshold appears here. Open a folder of images or load the sample first.";
  }
  if (state.graph.run.status === "running") return "Comparing all pairs of images.";
  if (state.graph.run.status === "ready") return "There is no pair of images to compare.";
  if (state.embeddings.run.status === "ready") {
    return "The images are embedded but not yet compared. Run goes on.";
  }
  return "The axis needs the similarity of every pair of images. Run captions the images, embeds them and compares all pairs.";
}
