/** The similarity graph of the shown run seed, the threshold, and node positions. */

import type { StateCreator } from "zustand/vanilla";
import type {
  FusedFeatures,
  GraphScope,
  PairPrefixes,
  PairSimilarities,
  RankedPairs,
} from "../../pipeline/artifacts.ts";
import type { PreviewTable } from "../../pipeline/evaluation/training-free-preview.ts";
import { IDLE, type StageRun } from "../stage-run.ts";

/** All of one making: features of one w are never trained on the graph of another. */
export interface GraphArtifact {
  /** The split whose labels the graph knows: under another one they may be those of test images. */
  readonly splitSeed: number;
  /** Null while the sample's vectors are still on their way. */
  readonly features: FusedFeatures | null;
  /** Of the first run seed. */
  readonly ranked: RankedPairs;
  readonly prefixes: PairPrefixes;
  /** Null without labelled validation images, and while there are no features. */
  readonly preview: PreviewTable | null;
}

/** What a change of scope, shots or budget does not touch. The sample has similarities before it has features. */
export interface FeatureGraph {
  readonly features: FusedFeatures | null;
  readonly similarities: PairSimilarities | null;
}

/** Pairs that are kept and sorted unless the visitor sets another number: 24 MB, and twice that for their prefix counts. */
export const DEFAULT_PAIR_BUDGET = 2_000_000;
/** At most about 450 MB with prefix counts and preview. */
export const PAIR_BUDGET_RANGE = { min: 10_000, max: 10_000_000 } as const;

type PositionsKind = "shipped" | "principal components" | "UMAP";

export interface GraphSlice {
  readonly graph: {
    readonly run: StageRun<GraphArtifact>;
    /** The graph before `run` began, so that graph and strips do not vanish while another is made; null for other data. */
    readonly previous: GraphArtifact | null;
    readonly scope: GraphScope;
    readonly pairBudget: number;
    /** τ: a pair is joined when its cosine is strictly greater. */
    readonly threshold: number;
    /** False until the visitor, a saved session or a recorded run has set τ for this data. */
    readonly thresholdChosen: boolean;
    /** [N, 2] in [-1, 1] by example; null until known. */
    readonly positions: Float32Array | null;
    readonly positionsKind: PositionsKind | null;
    /** Example index of the node whose neighbours are shown. */
    readonly selectedExample: number | null;
  };
  readonly patchGraph: (patch: Partial<GraphSlice["graph"]>) => void;
}

export const createGraphSlice: StateCreator<GraphSlice> = (set) => ({
  graph: {
    run: IDLE,
    previous: null,
    scope: "inductive",
    pairBudget: DEFAULT_PAIR_BUDGET,
    threshold: 0.5,
    thresholdChosen: false,
    positions: null,
    positionsKind: null,
    selectedExample: null,
  },
  patchGraph: (patch) => {
    set((state) => ({ graph: { ...state.graph, ...patch } }));
  },
});
