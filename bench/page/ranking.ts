/** All pairs of the Pets graph ranked, transductive, within the product's pair budget. */

import { gatherRows } from "../../src/numeric/gather-rows.ts";
import { DEFAULT_PAIR_BUDGET } from "../../src/studio/slices/graph.ts";
import { putFloats, putJson } from "./exchange.ts";
import { labelledFeatures } from "./labelled-features.ts";
import { measureInWorker } from "./measure-client.ts";
import type { RankingTimes } from "./measure-protocol.ts";
import { petsRows } from "./pets-rows.ts";

/** Also writes the rows for the peer. */
export async function measureRanking(
  repeats: number,
): Promise<RankingTimes & { readonly nodes: number; readonly dimension: number }> {
  const { features, nodes } = labelledFeatures(await petsRows());
  const run = nodes(1, "transductive");
  const { dimension } = features;
  const rows = gatherRows(features.values, dimension, run.example);
  await putFloats("ranking.f32", new Float32Array(rows));
  await putJson("ranking.json", { rows: run.example.length, dimension });
  const times = await measureInWorker((worker) =>
    worker.rank(rows, dimension, run, DEFAULT_PAIR_BUDGET, repeats),
  );
  return { ...times, nodes: run.example.length, dimension };
}
