import { describe, expect, it } from "vitest";
import type { Dataset, Part } from "../artifacts.ts";
import { drawPools, drawRun } from "./split.ts";

/** Two classes of 17: 8 train, 6 validation and 3 test examples each, unless the parts are left out. */
function datasetWith(parts: readonly (Part | null)[], shots: Dataset["publishedShots"]): Dataset {
  const examples = [0, 1].flatMap((label) =>
    Array.from({ length: 17 }, (_, i) => ({
      path: `${label}/${String(i).padStart(2, "0")}.jpg`,
      contentHash: `#${label} ${i}`,
      width: 1,
      height: 1,
      label,
      officialPart: parts[i < 8 ? 0 : i < 14 ? 1 : 2]!,
      sidecarCaption: null,
    })),
  );
  return {
    name: "test",
    layout: "feature-files",
    classNames: ["a", "b"],
    examples,
    problems: [],
    ...(shots === undefined ? {} : { publishedShots: shots }),
  };
}

describe("a published draw", () => {
  const dataset = datasetWith(["train", "validation", "test"], { "2": [1, 6, 18, 20] });
  const pools = drawPools(dataset, 1);

  it("is what every run trains on; the seed draws validation images", () => {
    const runs = [1, 2, 3].map((seed) => drawRun(dataset, pools, seed, 2));
    for (const { train } of runs) expect([...train]).toEqual([1, 6, 18, 20]);
    expect(runs[0]!.validation).toHaveLength(4);
    expect(new Set(runs.map(({ validation }) => validation.join())).size).toBeGreaterThan(1);
  });

  it("draws the validation images that a run without it would draw", () => {
    const plain = datasetWith(["train", "validation", "test"], undefined);
    for (const seed of [1, 2]) {
      const { validation, test } = drawRun(dataset, pools, seed, 2);
      const other = drawRun(plain, drawPools(plain, 1), seed, 2);
      expect(validation).toEqual(other.validation);
      expect(test).toEqual(other.test);
    }
  });

  it("leaves other numbers of shots to the seed", () => {
    const runs = [1, 2, 3].map((seed) => drawRun(dataset, pools, seed, 4).train);
    expect(runs[0]).toHaveLength(8);
    expect(new Set(runs.map((train) => train.join())).size).toBeGreaterThan(1);
  });

  it("keeps its images in the train pool where test and validation are drawn", () => {
    const undivided = datasetWith([null, null, null], { "4": [0, 5, 9, 16, 17, 20, 30, 33] });
    for (let seed = 0; seed < 20; seed++) {
      const drawn = drawPools(undivided, seed);
      expect(undivided.publishedShots!["4"]!.map((i) => drawn.pool[i])).toEqual(
        Array.from({ length: 8 }, () => "train"),
      );
      expect([...drawRun(undivided, drawn, 3, 4).train]).toEqual(undivided.publishedShots!["4"]);
    }
  });
});
