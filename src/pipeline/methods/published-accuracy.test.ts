import { expect, test } from "vitest";
import { publishedAccuracies } from "./published-accuracy.ts";

const pets = { dataSet: "oxford_pets", classCount: 37, isCoopSplit: true, shots: 16 };

test("Pets at 16 shots has the five published figures, as fractions, each marked as RN50", () => {
  const published = publishedAccuracies(pets);
  expect(published.map(({ method, accuracy }) => [method, Number(accuracy.toFixed(6))])).toEqual([
    ["zero-shot", 0.8583],
    ["clip-adapter", 0.8784],
    ["tip-adapter", 0.8814],
    ["tip-adapter-f", 0.897],
    ["gda", 0.8881],
  ]);
  for (const { backbone, remarks } of published) {
    expect(backbone).toBe("RN50");
    expect(remarks[0]).toMatch(/RN50: another encoder/);
  }
});

test("Tip-Adapter-F says that its epoch was chosen on test; nothing else does", () => {
  const marked = publishedAccuracies(pets).filter(({ remarks }) =>
    remarks.some((remark) => remark.includes("test set")),
  );
  expect(marked.map(({ method }) => method)).toEqual(["tip-adapter-f"]);
});

test("zero-shot has one figure for all shots, the others one for each", () => {
  const accuracies = [1, 2, 4, 8, 16].map((shots) =>
    publishedAccuracies({ dataSet: "Food-101", classCount: 101, isCoopSplit: true, shots }).map(
      ({ accuracy }) => accuracy,
    ),
  );
  expect(new Set(accuracies.map((row) => row[0]!.toFixed(6)))).toEqual(new Set(["0.773200"]));
  expect(accuracies.map((row) => Number((100 * row[1]!).toFixed(2)))).toEqual([
    76.82, 77.22, 77.92, 78.04, 78.25,
  ]);
});

test.each([
  ["another data set", { dataSet: "caltech101" }],
  ["a subset of its classes", { classCount: 25 }],
  ["another split", { isCoopSplit: false }],
  ["another number of shots", { shots: 3 }],
])("%s has none", (_, change) => {
  expect(publishedAccuracies({ ...pets, ...change })).toEqual([]);
});
