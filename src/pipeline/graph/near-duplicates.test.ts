import { describe, expect, it } from "vitest";
import { referenceKernels } from "../../numeric/reference-kernels.ts";
import type { Embeddings } from "../artifacts.ts";
import { atOnce } from "../with-progress.ts";
import { crossSplitDuplicates, nearDuplicates } from "./near-duplicates.ts";

/** An image row at each angle, of any length, and texts that are all alike. */
function atAngles(angles: readonly number[], lengths = angles.map(() => 1)): Embeddings {
  const values = angles.flatMap((angle, i) => [
    lengths[i]! * Math.cos(angle),
    lengths[i]! * Math.sin(angle),
  ]);
  const rows = angles.length;
  const encoder = { id: "e", name: "E", licence: "test", dimension: 2 };
  return {
    imageEncoder: encoder,
    textEncoder: encoder,
    image: { rows, dimension: 2, values: Float32Array.from(values) },
    text: { rows, dimension: 2, values: new Float32Array(2 * rows).fill(1) },
  };
}

const found = (embeddings: Embeddings): string[] =>
  atOnce(nearDuplicates(referenceKernels, embeddings)).pairs.map(
    ({ first, second }) => `${first} ${second}`,
  );

describe("near duplicates", () => {
  it("are the pairs whose cosine is above .999, whatever the length of the rows", () => {
    // acos(.999) = 0.04472
    const image = atAngles([0, 0.0446, 1, 1.0449, 1.04], [1, 7, 0.2, 1, 3]);
    expect(found(image)).toEqual(["3 4", "2 4", "0 1"]);
  });

  it("hold no image without a vector", () => {
    expect(found(atAngles([0, 0, 0], [1, 0, 0]))).toEqual([]);
  });

  it("are found across the stripes in which rows are compared", () => {
    const angles = Array.from({ length: 150 }, (_, i) => i / 20);
    angles[149] = angles[3]!;
    expect(found(atAngles(angles))).toContain("3 149");
  });

  it("are told to be incomplete where there are more than are listed", () => {
    const image = atAngles(Array<number>(460).fill(1));
    const { pairs, complete } = atOnce(nearDuplicates(referenceKernels, image));
    expect(pairs).toHaveLength(100_000);
    expect(complete).toBe(false);
  });

  it("across the split stand a training or validation image beside its most similar test image", () => {
    const duplicates = atOnce(nearDuplicates(referenceKernels, atAngles([0, 0.02, 0.03, 0.035])));
    const across = crossSplitDuplicates(duplicates, ["validation", "test", "test", "train"]);
    expect(across.map(({ example, testExample }) => [example, testExample])).toEqual([
      [3, 2],
      [0, 1],
    ]);
    expect(across[0]!.similarity).toBeCloseTo(Math.cos(0.005), 6);
    expect(crossSplitDuplicates(duplicates, ["train", "left-out", "unlabelled", "train"])).toEqual(
      [],
    );
  });
});
