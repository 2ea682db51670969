import { describe, expect, it } from "vitest";
import { readFeatureRow } from "./feature-row.ts";
import { writeNpy } from "./write-npy.ts";

const text = (path: string, content: string) => ({
  path,
  bytes: new TextEncoder().encode(content),
});

describe("one row of features", () => {
  it("is read from numbers with commas, spaces, lines or brackets between them", () => {
    const row = Float32Array.of(0.1, -2, 3e-4);
    for (const content of [
      "0.1, -2, 3e-4",
      "0.1 -2\n3e-4\n",
      "[0.1,-2,3e-4]",
      "[[0.1; -2; 3e-4]]",
    ]) {
      expect(readFeatureRow(text("Pasted numbers", content))).toEqual(row);
    }
  });

  it("is read from a table with a header and from a named list", () => {
    const row = Float32Array.of(1, 2);
    expect(readFeatureRow(text("a.csv", "image_0,image_1\n1,2\n"))).toEqual(row);
    expect(readFeatureRow(text("a.json", '{"image":[1,2]}'))).toEqual(row);
  });

  it("is read from .npy as a vector and as a matrix of one row", () => {
    const values = Float32Array.of(1, 2, 3);
    for (const shape of [[3], [1, 3]]) {
      const bytes = writeNpy({ shape, values });
      expect(readFeatureRow({ path: "a.npy", bytes })).toEqual(values);
    }
  });

  it("is refused by name where the file holds something else", () => {
    const matrix = writeNpy({ shape: [2, 2], values: new Float32Array(4) });
    const refusals: [ReturnType<typeof text>, string][] = [
      [
        { path: "a.npy", bytes: matrix },
        "a.npy cannot be read: it holds 2 rows, and one is wanted.",
      ],
      [
        text("a.npy", "PNG"),
        "a.npy cannot be read: it does not begin as a .npy file does (byte 0).",
      ],
      [text("a.txt", "cat"), "a.txt cannot be read: it holds no row of numbers."],
      [text("a.csv", ""), "a.csv cannot be read: it is empty."],
      [
        text("a.json", '{"a":[1],"b":[2]}'),
        "a.json cannot be read: it holds 2 arrays of numbers, and one is wanted.",
      ],
      [text("p", "1, nan"), "p cannot be read: number 2 of its row is not finite."],
      [text("p", "1, 1e60"), "p cannot be read: number 2 of its row is not finite."],
    ];
    for (const [file, message] of refusals) expect(() => readFeatureRow(file)).toThrow(message);
  });
});
