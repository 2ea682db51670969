/** What the picture says at τ, for screen readers: beside the slider's own value, and aloud when a run has landed. */

import { useSyncExternalStore } from "react";
import type { AccuracyCurve } from "../../pipeline/evaluation/accuracy-curve.ts";
import type { PreviewFollower } from "./preview-follower.ts";
import { curveWords, previewWords, trainedWords, trainingWords } from "./reading-words.ts";
import { useNearestPoint } from "./use-nearest-point.ts";
import { useSeedRun } from "./use-seed-run.ts";
import type { StillPicture } from "./use-still-picture.ts";

interface AxisWordsProps {
  readonly id: string;
  readonly still: StillPicture;
  /** Null where there is none of the current settings. */
  readonly curve: AccuracyCurve | null;
  readonly recorded: boolean;
  readonly runSeed: number;
  readonly follower: PreviewFollower;
}

export function AxisWords(props: AxisWordsProps) {
  const { id, still, curve, recorded, runSeed, follower } = props;
  const nearest = useNearestPoint(still, curve);
  const preview = useSyncExternalStore(follower.subscribe, follower.current);
  const { trainingAt, report, trained } = useSeedRun();
  const landed =
    trained === null || trainingAt !== null
      ? ""
      : `Seed ${runSeed}, not part of the mean: ${trainedWords(trained)}`;
  const words = [
    ...(nearest === null ? [] : [`Mean: ${curveWords(nearest.summary, recorded)}`]),
    ...(preview === null ? [] : [`Seed ${runSeed}: ${previewWords(preview)}`]),
    ...(trainingAt === null ? [] : [`Seed ${runSeed}: ${trainingWords(report)}`]),
  ];
  return (
    <div className="visually-hidden">
      <p id={id}>{words.join(". ")}</p>
      <p role="status">{landed}</p>
    </div>
  );
}
