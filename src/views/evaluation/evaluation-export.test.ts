import { expect, test } from "vitest";
import { fakeSweep } from "./fake-sweep.ts";
import { sweepCsv, sweepFileName, sweepJson } from "./evaluation-export.ts";

const covered = { datasetName: "my\nphotos", sweep: fakeSweep("key"), testLabels: null };
const revealed = { ...covered, testLabels: [0, 1, 1, 0] };

function table(csv: string): string[] {
  return csv.split("\r\n").filter((line) => line !== "" && !line.startsWith("#"));
}

test("before the reveal no column, no field and no prediction tells anything about test", () => {
  expect(table(sweepCsv(covered))[0]).not.toContain("test");
  expect(sweepCsv(covered)).toContain("# test: covered");
  expect(sweepJson(covered)).not.toContain("testAccuracy");
  expect(sweepJson(covered)).not.toContain("Predictions");
});

test("after the reveal each run carries its own test accuracy", () => {
  const [header = "", first = ""] = table(sweepCsv(revealed));
  expect(header.endsWith("validationAccuracy,testAccuracy")).toBe(true);
  // Predictions [0, 1, 1, 1] against labels [0, 1, 1, 0].
  expect(first.endsWith(",0.75")).toBe(true);
});

test("the header carries scope, seeds and split, each on one line", () => {
  const lines = sweepCsv(covered).split("\r\n");
  expect(lines).toContain("# dataset: my photos");
  expect(lines).toContain("# scope: inductive");
  expect(lines).toContain("# runSeeds: [1,2]");
  expect(lines).toContain("# splitSeed: 3");
});

test("rows ascend by threshold, then seed; the probes follow", () => {
  const rows = table(sweepCsv(covered)).slice(1);
  expect(rows.map((row) => row.split(",").slice(0, 3).join(" "))).toEqual([
    "GA-Net 1 0.25",
    "GA-Net 2 0.25",
    "GA-Net 1 1.01",
    "GA-Net 2 1.01",
    "linear probe 1 ",
    "linear probe 2 ",
  ]);
});

test("the file name says which sweep it is", () => {
  expect(sweepFileName(covered, "csv")).toBe("ganet-my-photos-inductive-split-3-seeds-1-2.csv");
});
