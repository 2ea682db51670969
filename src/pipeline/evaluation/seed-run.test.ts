import { beforeAll, expect, test } from "vitest";
import type { CsrMatrix } from "../artifacts.ts";
import { ConstantMatrix, openCpuBackend } from "../tensor.ts";
import { aggregate, disposeAggregated, type SeedRun } from "./seed-run.ts";

beforeAll(openCpuBackend);

test("aggregating gives Â X and the row sums Â 1 of the asked rows, which need not be 1", async () => {
  // Â = [[.5, .25], [0, 1]], X = [1, 2]: Â X = [.5 + .5, 2] and Â 1 = [.75, 1].
  const adjacency: CsrMatrix = {
    rows: 2,
    columns: 2,
    rowStart: Int32Array.of(0, 2, 3),
    columnIndex: Int32Array.of(0, 1, 1),
    values: Float32Array.of(0.5, 0.25, 1),
  };
  const inputs = Float32Array.of(1, 2);
  const run = { inputs, width: 1 } as SeedRun;
  const features = new ConstantMatrix(inputs, 2, 1);
  const both = aggregate(adjacency, run, { rows: Int32Array.of(0, 1), features });
  expect([...(await both.aggregated.tensor.data())]).toEqual([1, 2]);
  expect([...(await both.aggregatedOnes.tensor.data())]).toEqual([0.75, 1]);
  const swapped = aggregate(adjacency, run, { rows: Int32Array.of(1, 0), features });
  expect([...(await swapped.aggregatedOnes.tensor.data())]).toEqual([1, 0.75]);
  disposeAggregated(both);
  disposeAggregated(swapped);
  features.dispose();
});
