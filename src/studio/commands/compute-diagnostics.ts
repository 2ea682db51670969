/** Diagnostics that take longer than a look at the store: smoothness along the thresholds, and near duplicates. */

import { toWireError } from "../../errors.ts";
import { Cancelled, type CancelToken, type OnProgress } from "../../pipeline/artifacts.ts";
import { selectPools } from "../selectors/pools.ts";
import { selectGraphKey, selectSweepKey } from "../selectors/sweep-key.ts";
import { readyArtifact } from "../stage-run.ts";
import { runStage, StageFailed, type CommandContext } from "./context.ts";
import { throwIfCancelled } from "./job.ts";
import { presentGraph } from "./run-all.ts";
import { currentProblem } from "./sweep-problem.ts";

export async function computeDiagnostics(context: CommandContext): Promise<void> {
  const { studio, diagnosticsJob } = context;
  if (diagnosticsJob.running() || studio.getState().graph.run.status === "idle") return;
  try {
    await diagnosticsJob.start((cancel) => measure(context, cancel));
  } catch (error) {
    if (error instanceof StageFailed) return;
    studio.getState().patchDiagnostics({ run: { status: "failed", error: toWireError(error) } });
  }
}

async function measure(context: CommandContext, cancel: CancelToken): Promise<void> {
  const { studio } = context;
  await runStage<string>(
    context,
    cancel,
    (run) => {
      studio.getState().patchDiagnostics({ run });
    },
    async (report) => {
      await presentGraph(context, cancel);
      await findNearDuplicates(context, cancel, report);
      const key = await measureSmoothing(context, cancel, report);
      return { artifact: key, madeFrom: key };
    },
  );
}

/** They do not depend on the split, so they are searched for once. */
async function findNearDuplicates(
  { studio, services }: CommandContext,
  cancel: CancelToken,
  report: OnProgress,
): Promise<void> {
  const { embeddings, dataset } = studio.getState();
  const artifact = readyArtifact(embeddings.run);
  if (artifact === null || dataset.nearDuplicates !== null) return;
  const nearDuplicates = await services.graph.nearDuplicates(artifact, report, cancel);
  throwIfCancelled(cancel);
  const { encoders } = studio.getState().embeddings;
  // Another encoder was chosen meanwhile: its images are alike in another way.
  if (encoders?.image.id !== artifact.imageEncoder.id) throw new Cancelled();
  studio.getState().patchDataset({ nearDuplicates });
}

async function measureSmoothing(
  context: CommandContext,
  cancel: CancelToken,
  report: OnProgress,
): Promise<string> {
  const { studio, services } = context;
  const state = studio.getState();
  const graph = readyArtifact(state.graph.run);
  const key = selectGraphKey(state);
  if (graph?.features == null || currentProblem(state) === null) {
    throw new TypeError("smoothness needs the graph of the current settings");
  }
  const known = state.diagnostics.smoothing;
  const points = known?.key === key ? known.points : [];
  const grid = await currentGrid(context, cancel, report);
  throwIfCancelled(cancel);
  const measured = new Set(points.map(({ threshold }) => threshold));
  const missing = [...new Set([...grid, state.graph.threshold])].filter(
    (threshold) => !measured.has(threshold),
  );
  const found = await services.graph.smoothing(
    graph.features,
    graph.ranked,
    missing,
    report,
    cancel,
  );
  throwIfCancelled(cancel);
  studio.getState().patchDiagnostics({ smoothing: { key, grid, points: [...points, ...found] } });
  return key;
}

/** The thresholds of the current sweep, or those that it would have. */
async function currentGrid(
  { studio, services }: CommandContext,
  cancel: CancelToken,
  report: OnProgress,
): Promise<readonly number[]> {
  const state = studio.getState();
  const { sweep, thresholdCount } = state.evaluation;
  if (sweep?.key === selectSweepKey(state)) return sweep.thresholds;
  const problem = currentProblem(state);
  const pools = selectPools(state);
  if (problem === null || pools === null) throw new TypeError("a grid needs a graph");
  const { features, runs, pairBudget } = problem;
  return services.graph.thresholdGrid(
    features,
    pools,
    runs,
    thresholdCount,
    pairBudget,
    report,
    cancel,
  );
}
