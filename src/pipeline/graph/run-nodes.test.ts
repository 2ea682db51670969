import { describe, expect, it } from "vitest";
import type { Dataset, Pools, RunSplit } from "../artifacts.ts";
import { labelledCount, runNodes, trainingCount } from "./run-nodes.ts";

const labels = [0, 1, 0, 1, 0, null, 1];
const dataset: Dataset = {
  name: "seven",
  layout: "class-folders",
  classNames: ["a", "b"],
  examples: labels.map((label, i) => ({
    path: `${i}.png`,
    contentHash: String(i),
    width: 1,
    height: 1,
    label,
    officialPart: null,
    sidecarCaption: null,
  })),
  problems: [],
};
const pools: Pools = {
  splitSeed: 1,
  pool: ["train", "train", "validation", "train", "test", "unlabelled", "test"],
  smallClasses: [],
  duplicates: [],
  validationFromTrain: false,
  defaultShots: 1,
};
const split: RunSplit = {
  runSeed: 3,
  train: Int32Array.of(0, 3),
  validation: Int32Array.of(2),
  test: Int32Array.of(4, 6),
  unlabelled: Int32Array.of(5),
};

describe("runNodes", () => {
  it("stand in the order train, validation, test, with test labels hidden", () => {
    const nodes = runNodes(dataset, pools, split, "inductive");
    expect([...nodes.example]).toEqual([0, 3, 2, 4, 6]);
    expect([...nodes.part]).toEqual([0, 0, 1, 2, 2]);
    expect([...nodes.label]).toEqual([0, 1, 0, -1, -1]);
    expect(nodes).toMatchObject({ runSeed: 3, scope: "inductive", classCount: 2 });
    expect(trainingCount(nodes)).toBe(2);
  });

  it("take in images without a label only in transductive scope", () => {
    const nodes = runNodes(dataset, pools, split, "transductive");
    expect([...nodes.example]).toEqual([0, 3, 2, 4, 6, 5]);
    expect([...nodes.part]).toEqual([0, 0, 1, 2, 2, 3]);
    expect([...nodes.label]).toEqual([0, 1, 0, -1, -1, -1]);
  });

  it("refuse to train on a test image or on one without a label", () => {
    const leaking = { ...split, train: Int32Array.of(0, 4) };
    expect(() => runNodes(dataset, pools, leaking, "inductive")).toThrow(RangeError);
    const unlabelled = { ...split, validation: Int32Array.of(5) };
    expect(() => runNodes(dataset, pools, unlabelled, "inductive")).toThrow(RangeError);
  });

  it("count those with a label, which come first, and refuse another order", () => {
    const nodes = runNodes(dataset, pools, split, "transductive");
    expect(labelledCount(nodes)).toBe(3);
    expect(labelledCount({ ...nodes, label: nodes.label.map(() => 1) })).toBe(6);
    const late = { ...nodes, label: Int32Array.of(0, 1, -1, 0, -1, -1) };
    expect(() => labelledCount(late)).toThrow(RangeError);
    const untrained = { ...nodes, label: Int32Array.of(0, -1, -1, -1, -1, -1) };
    expect(() => labelledCount(untrained)).toThrow(RangeError);
  });
});
