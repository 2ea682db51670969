/** What methods and ablations are run on: raw embeddings, so that a variant can fuse them anew, and each seed's draw. */

import {
  PART_CODES,
  type Embeddings,
  type FusedFeatures,
  type GraphScope,
  type Pools,
  type RunNodes,
  type SweepSettings,
} from "../artifacts.ts";
import type { ClassTexts } from "../embeddings/class-texts.ts";
import { fuseFeatures } from "../embeddings/fused-features.ts";
import type { SweepProblem } from "../evaluation/seed-run.ts";

/** All seeds of a study. It holds no test label: RunNodes hides them. */
export interface StudyProblem {
  readonly embeddings: Embeddings;
  readonly classTexts: ClassTexts | null;
  /** Examples whose mean E1 subtracts. */
  readonly trainPool: readonly number[];
  /** Of the split seed: whose pairs make the threshold grid. */
  readonly pools: Pools;
  readonly settings: SweepSettings;
  /** [N] index of each example's domain; null where the data set names none. */
  readonly domains: readonly number[] | null;
  /** One entry a run seed, with the unlabelled nodes, which the inductive scope leaves out. */
  readonly runs: readonly RunNodes[];
}

/** The nodes of a run in a scope: without a sender's edge, an unlabelled node is no part of an inductive graph. */
export function nodesInScope(nodes: RunNodes, scope: GraphScope): RunNodes {
  if (scope === "transductive") return { ...nodes, scope };
  // They come last.
  const end = nodes.part.indexOf(PART_CODES.unlabelled);
  const count = end === -1 ? nodes.part.length : end;
  return {
    ...nodes,
    scope,
    example: nodes.example.slice(0, count),
    part: nodes.part.slice(0, count),
    label: nodes.label.slice(0, count),
  };
}

/** The graph problem of one seed in one scope. @throws RangeError for a seed that the study does not hold */
export function sweepProblem(
  study: StudyProblem,
  features: FusedFeatures,
  runSeed: number,
  scope: GraphScope,
): SweepProblem {
  const { settings } = study;
  return {
    features,
    featureScale: settings.features.scale,
    pairBudget: settings.pairBudget,
    runs: [nodesInScope(runOf(study, runSeed), scope)],
    adapter: settings.adapter,
    training: settings.training,
  };
}

/** E1 and E2 with the study's settings. */
export function studyFeatures(study: StudyProblem): FusedFeatures {
  return fuseFeatures(study.embeddings, study.settings.features, study.trainPool);
}

/** @throws RangeError for a seed that the study does not hold */
export function runOf({ runs }: StudyProblem, runSeed: number): RunNodes {
  const nodes = runs.find((run) => run.runSeed === runSeed);
  if (nodes === undefined) throw new RangeError(`no run of seed ${runSeed}`);
  return nodes;
}
