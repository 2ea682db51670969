/** What a study is made from, and what it is handed. */

import { fingerprint } from "../../numeric/fingerprint.ts";
import type { Dataset, RunSplit } from "../../pipeline/artifacts.ts";
import { drawRun } from "../../pipeline/dataset/split.ts";
import type { ClassTexts } from "../../pipeline/embeddings/class-texts.ts";
import { runNodes } from "../../pipeline/graph/run-nodes.ts";
import type { StudyProblem } from "../../pipeline/methods/study-problem.ts";
import type { PlanOf, StudyName } from "../slices/studies.ts";
import { readyArtifact } from "../stage-run.ts";
import type { StudioState } from "../store.ts";
import { memoise } from "./memoise.ts";
import { selectDataset, selectPools, selectShownSplit } from "./pools.ts";
import { selectSharesSpace } from "./study-supply.ts";
import { selectSweepKey, selectSweepSettings } from "./sweep-key.ts";

/** Raised whenever a method, a variant or a sequence comes to give other numbers from the same settings. */
const STUDY_VERSION = 1;

/** Runs of equal keys may stand in one record: data and settings, not which methods or variants were asked for. */
export function selectStudyKey(
  state: StudioState,
  name: StudyName,
  plan: PlanOf<StudyName>,
): string {
  const settings = "paperCode" in plan ? [plan.paperCode, plan.neighbours] : [];
  const prompts = selectSharesSpace(state) ? [state.models.choice.classPrompts] : [];
  return fingerprint(
    JSON.stringify([STUDY_VERSION, name, selectSweepKey(state), settings, ...prompts]),
  );
}

/** True when the shown study belongs to other data or other settings. */
export function selectStudyIsStale(state: StudioState, name: StudyName): boolean {
  const { record } = state.studies[name];
  return record !== null && record.key !== selectStudyKey(state, name, record.plan);
}

/** Null before there are embeddings. */
export function studyProblem(
  state: StudioState,
  classTexts: ClassTexts | null,
): StudyProblem | null {
  const dataset = selectDataset(state);
  const pools = selectPools(state);
  const embeddings = readyArtifact(state.embeddings.run);
  if (dataset === null || pools === null || embeddings === null) return null;
  const settings = selectSweepSettings(state);
  const { runSeeds, shots } = settings.training;
  return {
    embeddings,
    classTexts,
    trainPool: pools.pool.flatMap((pool, i) => (pool === "train" ? [i] : [])),
    pools,
    settings,
    domains: domainsOf(dataset),
    runs: runSeeds.map((runSeed) =>
      runNodes(dataset, pools, drawRun(dataset, pools, runSeed, shots), "transductive"),
    ),
  };
}

/** Domain names in code-point order; empty where no example names one. */
export const selectDomainNames = memoise(
  (state) => [selectDataset(state)],
  (dataset): readonly string[] => (dataset === null ? [] : domainNames(dataset)),
);

function domainNames({ examples }: Dataset): readonly string[] {
  return [...new Set(examples.flatMap(({ domain }) => domain ?? []))].sort();
}

/** [N] domain of each example; null unless all name one. */
function domainsOf(dataset: Dataset): readonly number[] | null {
  const names = domainNames(dataset);
  const domains = dataset.examples.map(({ domain }) =>
    domain === undefined ? -1 : names.indexOf(domain),
  );
  return names.length < 2 || domains.includes(-1) ? null : domains;
}

/** Labels of the test nodes, in node order, which are the same for every seed; null while the study's test accuracy is covered. */
export function selectStudyTestLabels(
  state: StudioState,
  name: StudyName,
): readonly number[] | null {
  const { record, revealedKey, run } = state.studies[name];
  if (record === null) return null;
  if (record.key !== revealedKey || run.status === "running" || selectStudyIsStale(state, name)) {
    return null;
  }
  return selectTestLabels(state);
}

/** Never read before a reveal. */
const selectTestLabels = memoise(
  (state) => [selectDataset(state), selectShownSplit(state)],
  (dataset, split): readonly number[] | null =>
    dataset === null || split === null ? null : testLabels(dataset, split),
);

/** Labels of the test images in node order. Only called for what is revealed. */
export function testLabels(dataset: Dataset, { test }: RunSplit): readonly number[] {
  return [...test].flatMap((example) => dataset.examples[example]?.label ?? []);
}
