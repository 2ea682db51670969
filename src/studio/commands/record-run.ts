/** Puts a sweep into the run ledger: when it ends, when it is stopped with points, and again when its test accuracy is uncovered. */

import { toWireError } from "../../errors.ts";
import { fingerprint } from "../../numeric/fingerprint.ts";
import type {
  AdapterParameterValues,
  WeightValues,
} from "../../pipeline/adapter/initial-parameters.ts";
import type { CancelToken, OnProgress, SweepRecord } from "../../pipeline/artifacts.ts";
import { accuracyCurve } from "../../pipeline/evaluation/accuracy-curve.ts";
import { sweepFigures } from "../ledger-figures.ts";
import type { LedgerRecordOf, LedgerWeights } from "../ledger-record.ts";
import { selectDataset, selectShownSplit } from "../selectors/pools.ts";
import { selectDataFingerprint } from "../selectors/sweep-key.ts";
import { testLabels } from "../selectors/study-key.ts";
import type { CommandContext } from "./context.ts";
import { isComplete } from "../sweep-tasks.ts";

/** Data set and fingerprint as they are at the start: what the visitor opens meanwhile is not what the run was made from. */
export type RunStart = Pick<LedgerRecordOf<"sweep">, "startedAt" | "dataset">;

export function runStart({ studio, services }: CommandContext): RunStart {
  const state = studio.getState();
  return {
    startedAt: services.now(),
    dataset: {
      name: selectDataset(state)?.name ?? "",
      fingerprint: selectDataFingerprint(state),
    },
  };
}

/**
 * Each seed's adapter at its τ*_s, trained once more for its parameters. Empty for a sweep in which no threshold has all its seeds, and when the training fails:
 * the points are there, and the run is worth keeping without them.
 */
export async function bestAdapters(
  { services }: CommandContext,
  cancel: CancelToken,
  report: OnProgress,
  { points, linearProbes, settings }: SweepRecord,
): Promise<readonly LedgerWeights[]> {
  const { runSeeds } = settings.training;
  const { best } = accuracyCurve(points, linearProbes, runSeeds);
  if (best === null) return [];
  const { training } = services;
  let done = 0;
  const train = async (runSeed: number, threshold: number): Promise<LedgerWeights> => {
    const parameters = await training.trainParameters(runSeed, threshold, cancel);
    done += 1;
    report({ label: "Keeping the adapters at τ*", done, total: runSeeds.length });
    return { runSeed, threshold, arrays: weightArrays(parameters) };
  };
  report({ label: "Keeping the adapters at τ*", done, total: runSeeds.length });
  try {
    return await Promise.all(
      runSeeds.flatMap((runSeed, i) => {
        const threshold = best.thresholds[i];
        return threshold === undefined ? [] : [train(runSeed, threshold)];
      }),
    );
  } catch {
    return [];
  }
}

function weightArrays(parameters: AdapterParameterValues): LedgerWeights["arrays"] {
  return Object.entries(parameters).map(([name, array]: [string, WeightValues | Float32Array]) =>
    array instanceof Float32Array
      ? { name, shape: [array.length], values: array }
      : { name, shape: [...array.shape], values: array.values },
  );
}

/** A sweep that goes on after it was stopped stays one run; one that is run again is another. A full disk costs the entry, not the sweep. */
export async function recordSweep(
  context: CommandContext,
  { startedAt, dataset }: RunStart,
  body: SweepRecord,
  weights: readonly LedgerWeights[],
): Promise<void> {
  const { ledger, now } = context.services;
  if (body.points.length === 0) return;
  await reporting(context, async () => {
    const newest = await ledger.findByKey("sweep", body.key);
    const earlier = newest !== null && isPart(newest.body, body) ? newest : null;
    const first = earlier?.startedAt ?? startedAt;
    await ledger.save({
      kind: "sweep",
      id: earlier?.id ?? fingerprint(JSON.stringify(["sweep", body.key, first])),
      startedAt: first,
      finishedAt: now(),
      finished: isComplete(body),
      dataset,
      seconds: body.points.reduce((sum, { seconds }) => sum + seconds, 0),
      figures: sweepFigures(body, null),
      body,
      weights,
      starred: earlier?.starred ?? false,
      note: earlier?.note ?? "",
    });
  });
}

/** Test accuracy joins the figures of the run that was uncovered. */
export async function recordReveal(context: CommandContext, body: SweepRecord): Promise<void> {
  const state = context.studio.getState();
  const dataset = selectDataset(state);
  const split = selectShownSplit(state);
  if (dataset === null || split === null || split.test.length === 0) return;
  const labels = testLabels(dataset, split);
  await reporting(context, async () => {
    const { ledger } = context.services;
    const record = await ledger.findByKey("sweep", body.key);
    // Another run of the same settings, trained on another device, may be on screen than the newest one.
    if (record === null || !isPart(record.body, body)) return;
    await ledger.save({ ...record, body, figures: sweepFigures(body, labels) });
  });
}

/** True when every point of `part` is a point of `whole` as well. */
function isPart(part: SweepRecord, whole: SweepRecord): boolean {
  const known = new Set(whole.points.map((point) => JSON.stringify(point)));
  return part.points.every((point) => known.has(JSON.stringify(point)));
}

/** Looks again at what is kept. */
export async function listRuns({ studio, services }: CommandContext): Promise<void> {
  studio.getState().patchRuns(await services.ledger.list());
}

async function reporting(context: CommandContext, work: () => Promise<void>): Promise<void> {
  try {
    await work();
    // Whoever looks at the list first reads it then.
    if (context.studio.getState().runs.summaries !== null) await listRuns(context);
  } catch (error) {
    context.studio.getState().patchRuns({ error: toWireError(error) });
  }
}
