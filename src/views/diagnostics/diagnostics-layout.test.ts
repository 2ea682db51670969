import { describe, expect, it } from "vitest";
import type { GraphStatistics } from "../../pipeline/artifacts.ts";
import { confusionMatrix } from "../../pipeline/evaluation/confusion-matrix.ts";
import { classRecalls, confusionCells, moveCell } from "./confusion-layout.ts";
import { THRESHOLD_COLUMNS, thresholdCells, thresholdRows } from "./threshold-rows-layout.ts";

const matrix = confusionMatrix([0, 1, 1, 1, 0, 2, 2, 2], [0, 0, 0, 1, 1, 3, 3, 3], 4);

describe("the confusion matrix", () => {
  it("has a cell for each pair that occurs, with its share of the row", () => {
    expect(confusionCells(matrix)).toEqual([
      { label: 0, predicted: 0, count: 1, share: 1 / 3 },
      { label: 0, predicted: 1, count: 2, share: 2 / 3 },
      { label: 1, predicted: 0, count: 1, share: 1 / 2 },
      { label: 1, predicted: 1, count: 1, share: 1 / 2 },
      { label: 3, predicted: 2, count: 3, share: 1 },
    ]);
  });

  it("moves its cursor by arrows, pages and to the ends of a row, and stays inside", () => {
    const at = { label: 1, predicted: 1 };
    expect(moveCell(at, "ArrowUp", 4)).toEqual({ label: 0, predicted: 1 });
    expect(moveCell(at, "ArrowRight", 4)).toEqual({ label: 1, predicted: 2 });
    expect(moveCell(at, "End", 4)).toEqual({ label: 1, predicted: 3 });
    expect(moveCell(at, "PageDown", 4)).toEqual({ label: 3, predicted: 1 });
    expect(moveCell({ label: 0, predicted: 0 }, "ArrowLeft", 4)).toEqual({
      label: 0,
      predicted: 0,
    });
    expect(moveCell(at, "a", 4)).toBeNull();
  });

  it("lists classes by recall, worst first, with what each is taken for", () => {
    expect(classRecalls(matrix)).toEqual([
      { label: 3, examples: 3, recall: 0, takenFor: { label: 2, count: 3 } },
      { label: 0, examples: 3, recall: 1 / 3, takenFor: { label: 1, count: 2 } },
      { label: 1, examples: 2, recall: 1 / 2, takenFor: { label: 0, count: 1 } },
    ]);
    expect(classRecalls(confusionMatrix([0], [0], 1))[0]?.takenFor).toBeNull();
  });
});

describe("the table over thresholds", () => {
  const statisticsAt = (threshold: number): GraphStatistics => ({
    threshold,
    edges: 3,
    meanDegree: 1.5,
    isolated: 0.25,
    homophily: 0.75,
    adjustedHomophily: -0.125,
    components: null,
    exact: true,
  });
  const smoothness = {
    dirichlet: 2,
    normalizedDirichlet: 0.5,
    meanAverageDistance: null,
    rowSpread: 0.25,
  };

  it("has a row of its own for τ, and one where the grid holds it", () => {
    const rows = thresholdRows([-1.01, 0.5, 1.01], 0.25, statisticsAt, []);
    expect(rows.map(({ threshold, current }) => [threshold, current])).toEqual([
      [-1.01, false],
      [0.25, true],
      [0.5, false],
      [1.01, false],
    ]);
    expect(thresholdRows([0.25, 0.5], 0.25, statisticsAt, [])).toHaveLength(2);
  });

  it("tells what is not measured from what is not kept and what does not exist", () => {
    const points = [
      { threshold: 0.1, before: null, after: null, dirichletRatio: null },
      { threshold: 0.2, before: smoothness, after: smoothness, dirichletRatio: 1 },
    ];
    const [unmeasured, notKept, known] = thresholdRows([0, 0.1, 0.2], 0, statisticsAt, points).map(
      thresholdCells,
    );
    const graph = ["1.5", "25.0\u00a0%", "n/a", "0.750", "\u22120.125"];
    expect(unmeasured).toEqual([...graph, "–", "–", "–", "–", "–"]);
    expect(notKept).toEqual([...graph, ...Array<string>(5).fill("not kept")]);
    expect(known).toEqual([...graph, "2.000", "1.000", "0.500", "n/a", "0.250"]);
    expect(known).toHaveLength(THRESHOLD_COLUMNS.length);
  });
});
