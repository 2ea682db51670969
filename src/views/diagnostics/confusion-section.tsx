/** Which classes are taken for which, at a point of the curve that the visitor chooses. */

import { useState } from "react";
import type { Part, RunPoint } from "../../pipeline/artifacts.ts";
import {
  confusionMatrix,
  type ConfusionMatrix,
} from "../../pipeline/evaluation/confusion-matrix.ts";
import { selectCurve } from "../../studio/selectors/accuracy-curve.ts";
import { selectSeedLabels, selectTrainedPoints } from "../../studio/selectors/diagnostics.ts";
import { selectDataset } from "../../studio/selectors/pools.ts";
import { RadioGroup } from "../controls/radio-group.tsx";
import { SelectField } from "../controls/select-field.tsx";
import { PanelSection } from "../controls/stage-panel.tsx";
import { count } from "../format/count.ts";
import { percent } from "../format/percent.ts";
import { useStudio } from "../studio-context.tsx";
import { thresholdWords } from "../threshold-axis/threshold-words.ts";
import { ConfusionPicture } from "./confusion-picture.tsx";
import { RecallTable } from "./recall-table.tsx";

export function ConfusionSection() {
  const dataset = useStudio(selectDataset);
  const points = useStudio(selectTrainedPoints);
  if (dataset === null) return null;
  return (
    <PanelSection title="Confusion matrix">
      {points.length === 0 ? (
        <p>No run with these settings yet. Run trains them.</p>
      ) : (
        <ChosenConfusion points={points} classNames={dataset.classNames} />
      )}
    </PanelSection>
  );
}

interface ChosenConfusionProps {
  readonly points: readonly RunPoint[];
  readonly classNames: readonly string[];
}

interface Choice {
  readonly runSeed: number;
  readonly threshold: number;
}

/** The chosen run while there is one; else the shown seed's at the mark on the curve, or its first. */
function chosenPoint(
  points: readonly RunPoint[],
  choice: Partial<Choice>,
  mark: number | null,
): RunPoint | undefined {
  const ofSeed = points.filter(({ runSeed }) => runSeed === choice.runSeed);
  const some = ofSeed.length > 0 ? ofSeed : points.filter((p) => p.runSeed === points[0]?.runSeed);
  return (
    some.find(({ threshold }) => threshold === choice.threshold) ??
    some.find(({ threshold }) => threshold === mark) ??
    some[0]
  );
}

function ChosenConfusion({ points, classNames }: ChosenConfusionProps) {
  const labels = useStudio(selectSeedLabels);
  const mark = useStudio((state) => selectCurve(state)?.best?.displayThreshold ?? null);
  const [choice, setChoice] = useState<Partial<Choice>>({});
  const [part, setPart] = useState<Extract<Part, "validation" | "test">>("validation");
  const point = chosenPoint(points, choice, mark);
  const seed = labels.find(({ runSeed }) => runSeed === point?.runSeed);
  if (point === undefined || seed === undefined) return null;
  const covered = seed.test === null;
  const shownPart = covered ? "validation" : part;
  const matrix =
    shownPart === "test" && seed.test !== null
      ? matrixOf(point.testPredictions, seed.test, classNames.length)
      : matrixOf(point.validationPredictions, seed.validation, classNames.length);
  return (
    <>
      <div className="confusion-choice">
        <PointFields points={points} point={point} onChoose={setChoice} />
        {covered ? (
          <p className="hint">Validation images. Test images follow after the reveal.</p>
        ) : (
          <RadioGroup
            label="Images"
            value={shownPart}
            arrangement="row"
            options={[
              { value: "validation", label: "Validation" },
              { value: "test", label: "Test" },
            ]}
            onCommit={setPart}
          />
        )}
      </div>
      {matrix === null ? (
        <p>This run has kept no predictions.</p>
      ) : (
        <>
          <p>
            {count(matrix.correct)} of {count(matrix.examples)} {shownPart} images right:{" "}
            {percent(matrix.correct / matrix.examples)}
          </p>
          <div className="confusion-parts">
            <ConfusionPicture matrix={matrix} classNames={classNames} />
            <RecallTable matrix={matrix} classNames={classNames} />
          </div>
        </>
      )}
    </>
  );
}

/** Null where the predictions are not those of these images. */
function matrixOf(
  predictions: readonly number[],
  labels: readonly number[],
  classCount: number,
): ConfusionMatrix | null {
  if (predictions.length !== labels.length || labels.length === 0) return null;
  return confusionMatrix(predictions, labels, classCount);
}

interface PointFieldsProps {
  readonly points: readonly RunPoint[];
  readonly point: RunPoint;
  readonly onChoose: (choice: Choice) => void;
}

function PointFields({ points, point, onChoose }: PointFieldsProps) {
  const seeds = [...new Set(points.map(({ runSeed }) => runSeed))].sort((a, b) => a - b);
  const thresholds = [
    ...new Set(points.flatMap((p) => (p.runSeed === point.runSeed ? [p.threshold] : []))),
  ].sort((a, b) => a - b);
  return (
    <>
      <SelectField
        label="Seed"
        value={String(point.runSeed)}
        options={seeds.map((seed) => ({ value: String(seed), label: String(seed) }))}
        onCommit={(seed) => onChoose({ runSeed: Number(seed), threshold: point.threshold })}
      />
      <SelectField
        label="Threshold"
        value={String(point.threshold)}
        options={thresholds.map((threshold) => ({
          value: String(threshold),
          label: thresholdWords(threshold),
        }))}
        onCommit={(threshold) => onChoose({ runSeed: point.runSeed, threshold: Number(threshold) })}
      />
    </>
  );
}
