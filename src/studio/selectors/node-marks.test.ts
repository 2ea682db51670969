import { describe, expect, it } from "vitest";
import type { Dataset, Example, RunPoint } from "../../pipeline/artifacts.ts";
import { pairPrefixes } from "../../pipeline/graph/pair-prefixes.ts";
import { rankTriangle } from "../../pipeline/graph/ranked-pairs.ts";
import { createStudio, type Studio } from "../store.ts";
import { selectNearestRun, selectNodeMarks } from "./node-marks.ts";
import { selectRuns, selectShownSplit } from "./pools.ts";
import { selectSweepKey, selectSweepSettings } from "./sweep-key.ts";

const example = (i: number, label: number | null): Example => ({
  path: `${String(label)}/${String(i).padStart(2, "0")}.png`,
  contentHash: `hash ${i}`,
  width: 1,
  height: 1,
  label,
  officialPart: null,
  sidecarCaption: null,
});

/** Two classes of ten, so 5 train, 2 validation and 3 test images each, and one file without a label. */
function loadedStudio(): Studio {
  const studio = createStudio();
  const examples = Array.from({ length: 20 }, (_, i) => example(i, i < 10 ? 0 : 1));
  const dataset: Dataset = {
    name: "shapes",
    layout: "class-folders",
    classNames: ["round", "square"],
    examples: [...examples, example(20, null)],
    problems: [],
  };
  studio.getState().patchDataset({ run: { status: "ready", artifact: dataset, madeFrom: "" } });
  studio.getState().patchTraining({
    settings: { ...studio.getState().training.settings, shots: 4, runSeeds: [1] },
  });
  const nodes = selectRuns(studio.getState())[0]!;
  const ranked = rankTriangle({ count: 21, values: new Float32Array(210) }, nodes, 1000);
  const prefixes = pairPrefixes(ranked);
  const artifact = {
    splitSeed: studio.getState().dataset.splitSeed,
    features: null,
    ranked,
    prefixes,
    preview: null,
  };
  studio.getState().patchGraph({
    run: { status: "ready", artifact, madeFrom: "" },
    threshold: 0.3,
  });
  return studio;
}

/** Predicts class 0 everywhere at the first τ, class 1 everywhere at τ 0.6. */
function addSweep(studio: Studio, first = 0.2): void {
  const split = selectShownSplit(studio.getState())!;
  const run = (threshold: number, predicted: number): RunPoint => ({
    runSeed: 1,
    threshold,
    statistics: {
      threshold,
      edges: 0,
      meanDegree: 0,
      isolated: 1,
      homophily: null,
      adjustedHomophily: null,
      components: null,
      exact: true,
    },
    keptEpoch: 1,
    validationAccuracy: 0.5,
    validationLoss: 1,
    validationPredictions: [...split.validation].map(() => predicted),
    testPredictions: [...split.test].map(() => predicted),
    trainLosses: [1],
    seconds: 1,
  });
  studio.getState().patchEvaluation({
    sweep: {
      key: selectSweepKey(studio.getState()),
      settings: selectSweepSettings(studio.getState()),
      thresholds: [first, 0.6],
      points: [run(first, 0), run(0.6, 1)],
      linearProbes: [],
      origin: "computed",
      testRevealed: false,
      compute: null,
    },
  });
}

const marksOf = (studio: Studio, role: string) =>
  selectNodeMarks(studio.getState()).filter((mark) => mark.role === role);

describe("node marks", () => {
  it("give each image its part in the shown run, and the rest none", () => {
    const studio = loadedStudio();
    expect(marksOf(studio, "train")).toHaveLength(8);
    expect(marksOf(studio, "validation")).toHaveLength(4);
    expect(marksOf(studio, "test")).toHaveLength(6);
    // Two train images that four shots did not draw, and the file without a label, which an inductive graph leaves out.
    expect(marksOf(studio, "unused")).toHaveLength(3);
  });

  it("never hold the class of a test image before the reveal", () => {
    const studio = loadedStudio();
    addSweep(studio);
    for (const mark of marksOf(studio, "test")) {
      expect(mark).toMatchObject({
        ownClass: null,
        outcome: null,
        covered: true,
        predictedClass: 0,
      });
    }
  });

  it("do not change when test labels are exchanged before the reveal", () => {
    const studio = loadedStudio();
    addSweep(studio);
    const before = selectNodeMarks(studio.getState());
    const state = studio.getState();
    if (state.dataset.run.status !== "ready") throw new Error("no data set");
    const dataset = state.dataset.run.artifact;
    const covered = new Set(marksOf(studio, "test").map((mark) => mark.example));
    // The pools are drawn per class, so an exchange inside the test pool needs pools that stay: official parts.
    const official = (labelOf: (i: number) => number | null): Dataset => ({
      ...dataset,
      examples: dataset.examples.map((found, i) => ({
        ...found,
        label: labelOf(i),
        officialPart: covered.has(i) ? ("test" as const) : null,
      })),
    });
    const shown = (data: Dataset) => {
      studio.getState().patchDataset({ run: { status: "ready", artifact: data, madeFrom: "" } });
      return selectNodeMarks(studio.getState()).filter((mark) => covered.has(mark.example));
    };
    const asIs = shown(official((i) => dataset.examples[i]!.label));
    const exchanged = shown(
      official((i) =>
        covered.has(i) ? 1 - dataset.examples[i]!.label! : dataset.examples[i]!.label,
      ),
    );
    expect(exchanged).toEqual(asIs);
    expect(before).toHaveLength(21);
  });

  it("score validation at once and test after the reveal", () => {
    const studio = loadedStudio();
    addSweep(studio);
    expect(marksOf(studio, "validation").map(({ outcome }) => outcome)).toEqual([
      "correct",
      "correct",
      "wrong",
      "wrong",
    ]);
    studio.getState().patchEvaluation({ revealedKey: selectSweepKey(studio.getState()) });
    expect(marksOf(studio, "test").map(({ outcome }) => outcome)).toEqual([
      ...Array.from({ length: 3 }, () => "correct"),
      ...Array.from({ length: 3 }, () => "wrong"),
    ]);
  });

  it("take the predictions of the run nearest to τ", () => {
    const studio = loadedStudio();
    addSweep(studio);
    expect(selectNearestRun(studio.getState())?.threshold).toBe(0.2);
    studio.getState().patchGraph({ threshold: 0.5 });
    expect(selectNearestRun(studio.getState())?.threshold).toBe(0.6);
    expect(new Set(marksOf(studio, "test").map((mark) => mark.predictedClass))).toEqual(
      new Set([1]),
    );
  });

  it("take the predictions of the run that a rest started, where no other is nearer to τ", () => {
    const studio = loadedStudio();
    addSweep(studio);
    const { sweep } = studio.getState().evaluation;
    const point = { ...sweep!.points[1]!, threshold: 0.35 };
    const key = selectSweepKey(studio.getState());
    studio.getState().patchEvaluation({ livePoint: { key, point } });
    expect(selectNearestRun(studio.getState())).toBe(point);
    expect(new Set(marksOf(studio, "test").map((mark) => mark.predictedClass))).toEqual(
      new Set([1]),
    );
    studio.getState().patchGraph({ threshold: 0.25 });
    expect(selectNearestRun(studio.getState())?.threshold).toBe(0.2);
    studio.getState().patchGraph({ threshold: 0.3 });
    studio.getState().patchEvaluation({ livePoint: { key: "other settings", point } });
    expect(selectNearestRun(studio.getState())?.threshold).toBe(0.2);
    studio.getState().patchEvaluation({ sweep: null, livePoint: { key, point } });
    expect(selectNearestRun(studio.getState())).toBe(point);
    studio.getState().patchEvaluation({ livePoint: { key, point: { ...point, runSeed: 2 } } });
    expect(selectNearestRun(studio.getState())).toBeNull();
  });

  it("count the complete and the empty graph as the ends of the axis", () => {
    const studio = loadedStudio();
    addSweep(studio, -1.01);
    studio.getState().patchGraph({ threshold: -0.001 });
    expect(selectNearestRun(studio.getState())?.threshold).toBe(-1.01);
  });

  it("stay the same object while τ moves near one run", () => {
    const studio = loadedStudio();
    addSweep(studio);
    const before = selectNodeMarks(studio.getState());
    studio.getState().patchGraph({ threshold: 0.31 });
    expect(selectNodeMarks(studio.getState())).toBe(before);
  });

  it("show no prediction and cover test again when a setting has changed", () => {
    const studio = loadedStudio();
    addSweep(studio);
    studio.getState().patchEvaluation({ revealedKey: selectSweepKey(studio.getState()) });
    studio.getState().patchAdapter({ bottleneckDimension: 8 });
    for (const mark of marksOf(studio, "test")) {
      expect(mark).toMatchObject({ predictedClass: null, outcome: null, covered: true });
    }
  });
});
