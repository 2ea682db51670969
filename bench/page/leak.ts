/** What a thousand training steps leave behind in a training worker. */

import type { SweepProblem } from "../../src/pipeline/evaluation/seed-run.ts";
import { DEFAULT_ADAPTER } from "../../src/studio/slices/adapter.ts";
import { DEFAULT_TRAINING } from "../../src/studio/slices/training.ts";
import { labelledFeatures } from "./labelled-features.ts";
import { measureInWorker } from "./measure-client.ts";
import type { LeakTimes } from "./measure-protocol.ts";
import { syntheticRows } from "./synthetic-rows.ts";

const NODES = 1000;
const EPOCHS = 100;
/** From no edge to the complete graph, so that shapes that follow the number of edges would show. */
const THRESHOLDS = [1.01, 0.5, 0.4, 0.3, 0.25, 0.2, 0.15, 0.1, 0, -1.01];

export async function measureLeak(): Promise<LeakTimes> {
  const { features, nodes } = labelledFeatures(syntheticRows(NODES, 256, 20));
  const problem: SweepProblem = {
    features,
    featureScale: 10,
    pairBudget: NODES * NODES,
    runs: [nodes(1, "transductive")],
    adapter: DEFAULT_ADAPTER,
    training: { ...DEFAULT_TRAINING, runSeeds: [1], epochs: EPOCHS },
  };
  return measureInWorker((worker) => worker.trainAndHold(problem, THRESHOLDS));
}
