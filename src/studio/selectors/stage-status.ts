/** What the stage bar shows: the state and the one figure of each stage. */

import type { WireError } from "../../errors.ts";
import type { StageName } from "../../pipeline/artifacts.ts";
import { parameterCount } from "../../pipeline/adapter/parameter-count.ts";
import type { RunningProgress, StageRun } from "../stage-run.ts";
import { selectCurve } from "./accuracy-curve.ts";
import { isComplete } from "../sweep-tasks.ts";
import { memoise } from "./memoise.ts";
import { selectDataset } from "./pools.ts";
import {
  selectCaptionsKey,
  selectEmbeddingsKey,
  selectFeatureDimension,
  selectGraphKey,
  selectSweepKey,
} from "./sweep-key.ts";
import { selectGraphStatistics } from "./threshold-axis.ts";

export interface StageStatus {
  readonly name: StageName;
  readonly state: "empty" | "running" | "ready" | "stale" | "failed" | "cancelled";
  readonly figure: string;
  readonly progress: RunningProgress | null;
  readonly error: WireError | null;
}

const INTEGER = new Intl.NumberFormat("en");
const ONE_DECIMAL = new Intl.NumberFormat("en", {
  minimumFractionDigits: 1,
  maximumFractionDigits: 1,
});

const PERCENT = new Intl.NumberFormat("en", { style: "percent" });

const count = (value: number, noun: string): string =>
  `${INTEGER.format(value)} ${noun}${value === 1 ? "" : "s"}`;

/** `currentKey` is null for a stage that cannot go stale. */
function status<Artifact>(
  name: StageName,
  run: StageRun<Artifact>,
  currentKey: string | null,
  figure: string,
): StageStatus {
  const stale = run.status === "ready" && currentKey !== null && run.madeFrom !== currentKey;
  return {
    name,
    state: stale ? "stale" : run.status === "idle" ? "empty" : run.status,
    figure,
    progress: run.status === "running" || run.status === "cancelled" ? run.progress : null,
    error: run.status === "failed" ? run.error : null,
  };
}

const datasetStatus = memoise(
  (state) => [state.dataset.run, selectDataset(state)],
  (run, dataset) =>
    status("dataset", run, null, dataset === null ? "" : count(dataset.examples.length, "image")),
);

const captionsStatus = memoise(
  (state) => [state.captions.run, state.captions.captions, selectCaptionsKey(state)],
  (run, captions, key) => {
    const written = captions.filter((caption) => caption !== null).length;
    return status("captions", run, key, written === 0 ? "" : count(written, "caption"));
  },
);

const embeddingsStatus = memoise(
  (state) => [
    state.embeddings.run,
    selectEmbeddingsKey(state),
    selectDataset(state),
    selectFeatureDimension(state),
  ],
  (run, key, dataset, dimension) =>
    status(
      "embeddings",
      run,
      key,
      dataset === null || run.status !== "ready"
        ? ""
        : `${INTEGER.format(dataset.examples.length)} × ${INTEGER.format(dimension)}`,
    ),
);

const graphStatus = memoise(
  (state) => [state.graph.run, selectGraphKey(state), selectGraphStatistics(state)],
  (run, key, statistics) =>
    status("graph", run, key, statistics === null ? "" : count(statistics.edges, "edge")),
);

/** The adapter has no job of its own: it is ready as soon as its shape is known. */
const adapterStatus = memoise(
  (state) => [state.adapter.settings, selectDataset(state), selectFeatureDimension(state)],
  (settings, dataset, dimension): StageStatus => {
    const classes = dataset?.classNames.length ?? 0;
    const known = dimension > 0 && classes > 1;
    return {
      name: "adapter",
      state: known ? "ready" : "empty",
      figure: known
        ? `${INTEGER.format(parameterCount({ featureDimension: dimension, bottleneckDimension: settings.bottleneckDimension, classCount: classes }).total)} parameters`
        : "",
      progress: null,
      error: null,
    };
  },
);

/** Training runs inside the sweep: it shows the run that trains now, or how many runs are done. */
const trainingStatus = memoise(
  (state) => [
    state.training.live,
    state.evaluation.sweep,
    state.evaluation.run,
    selectSweepKey(state),
  ],
  (live, sweep, run, key): StageStatus => {
    const preparing = live?.preparing ?? null;
    const last = live?.reports.at(-1);
    const points = sweep?.points.length ?? 0;
    const stale = sweep !== null && sweep.key !== key;
    return {
      name: "training",
      state:
        run.status === "running" ? "running" : points === 0 ? "empty" : stale ? "stale" : "ready",
      figure:
        preparing !== null
          ? `${PERCENT.format(preparing.done / Math.max(1, preparing.total))} compared`
          : last !== undefined
            ? `epoch ${String(last.epoch)} of ${String(last.epochs)}`
            : points > 0
              ? count(points, "run")
              : "",
      progress: preparing,
      error: null,
    };
  },
);

const evaluationStatus = memoise(
  (state) => [
    state.evaluation.run,
    state.evaluation.sweep,
    selectSweepKey(state),
    selectCurve(state),
  ],
  (run, sweep, key, curve): StageStatus => {
    const best = curve?.best?.validation ?? null;
    const spread = best?.sd == null ? "" : ` ± ${ONE_DECIMAL.format(best.sd * 100)}`;
    const figure =
      best === null ? "" : `${ONE_DECIMAL.format(best.mean * 100)}${spread} % validation`;
    const shown = status("evaluation", run, key, figure);
    if ((run.status !== "idle" && run.status !== "cancelled") || sweep === null) return shown;
    // Of a sweep that a reload cut short the page knows only its points.
    const cut = run.status === "cancelled" || !isComplete(sweep);
    return { ...shown, state: sweep.key !== key ? "stale" : cut ? "cancelled" : "ready" };
  },
);

export const selectStages = memoise(
  (state) => [
    datasetStatus(state),
    captionsStatus(state),
    embeddingsStatus(state),
    graphStatus(state),
    adapterStatus(state),
    trainingStatus(state),
    evaluationStatus(state),
  ],
  (...stages): readonly StageStatus[] => stages,
);
