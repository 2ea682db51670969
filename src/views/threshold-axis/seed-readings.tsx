/** The shown seed at τ: its preview, and the run that resting there starts. Drawn over the mean curve and no part of it. */

import { useSyncExternalStore } from "react";
import { selectShownGraph } from "../../studio/selectors/threshold-axis.ts";
import { useStudio } from "../studio-context.tsx";
import type { AccuracyPlace } from "./accuracy-strip-layout.ts";
import type { AxisFrame, ThresholdScale } from "./axis-frame-layout.ts";
import type { PreviewFollower } from "./preview-follower.ts";
import { readingPlaces, type ReadingPlace } from "./reading-layout.ts";
import { previewWords, trainedWords, trainingWords } from "./reading-words.ts";
import { SeedMark, type SeedMarkKind } from "./seed-mark.tsx";
import { useSeedRun, type SeedRun } from "./use-seed-run.ts";

interface SeedReadingsProps {
  readonly frame: AxisFrame;
  readonly scale: ThresholdScale;
  readonly place: (accuracy: number) => AccuracyPlace;
  readonly runSeed: number;
  readonly follower: PreviewFollower;
}

export function SeedReadings({ frame, scale, place, runSeed, follower }: SeedReadingsProps) {
  const isPreviewed = useStudio((state) => selectShownGraph(state)?.preview != null);
  const preview = useSyncExternalStore(follower.subscribe, follower.current);
  const run = useSeedRun();
  const { trained, trainingAt, report } = run;
  const places = readingPlaces(frame);
  if (!isPreviewed && trained === null && trainingAt === null) return null;
  const mark = (kind: SeedMarkKind, threshold: number, accuracy: number) => (
    <SeedMark kind={kind} x={scale.x(threshold)} place={place(accuracy)} em={frame.em} />
  );
  return (
    <>
      {trained === null ? null : mark("trained", trained.threshold, trained.validationAccuracy)}
      {preview === null ? null : mark("preview", preview.threshold, preview.validationAccuracy)}
      {trainingAt === null || report === null
        ? null
        : mark("training", trainingAt, report.validationAccuracy)}
      {places === null ? null : (
        <g>
          <text className="axis-caption" x={0} y={places.preview.y}>
            Seed {runSeed}
          </text>
          {isPreviewed ? (
            <Reading
              kind="preview"
              words={previewWords(preview)}
              place={places.preview}
              em={frame.em}
            />
          ) : null}
          <RunReading run={run} place={places.run} em={frame.em} />
        </g>
      )}
    </>
  );
}

interface RunReadingProps {
  readonly run: SeedRun;
  readonly place: ReadingPlace;
  readonly em: number;
}

function RunReading({ run: { trainingAt, report, trained }, place, em }: RunReadingProps) {
  if (trainingAt !== null) {
    return <Reading kind="training" words={trainingWords(report)} place={place} em={em} />;
  }
  if (trained === null) return null;
  return <Reading kind="trained" words={trainedWords(trained)} place={place} em={em} />;
}

interface ReadingProps {
  readonly kind: SeedMarkKind;
  readonly words: string;
  readonly place: ReadingPlace;
  readonly em: number;
}

/** The words behind the mark that they explain. */
function Reading({ kind, words, place: { x, y }, em }: ReadingProps) {
  return (
    <>
      <SeedMark kind={kind} x={x + 0.5 * em} place={{ y: y - 0.33 * em, beyond: null }} em={em} />
      <text className="axis-reading" x={x + 1.25 * em} y={y}>
        {words}
      </text>
    </>
  );
}
