/**
 * Every value that passes between two stages, in the order of the data path.
 *
 * Shape letters used across the repository: N examples, D feature dimension, C classes, E edges, n nodes of one run's graph,
 * R bottleneck dimension. Matrices are row-major Float32Array with explicit dimensions. Accuracies and shares are fractions in [0, 1].
 */

/** The data path. The same word names the folder, the slice, the panel and the entry of the stage bar. */
export const STAGES = [
  "dataset",
  "captions",
  "embeddings",
  "graph",
  "adapter",
  "training",
  "evaluation",
] as const;
export type StageName = (typeof STAGES)[number];

/** One report of a long job. `total` is 0 while it is not known yet. */
export interface Progress {
  /** What is being done, in a few plain words ("Captions", "Loading the image encoder"). */
  readonly label: string;
  readonly done: number;
  readonly total: number;
}
export type OnProgress = (progress: Progress) => void;

/** Stops a long job from outside; AbortSignal does not exist in the pure library. */
export interface CancelToken {
  readonly cancelled: boolean;
  /** Runs once when the job is cancelled, or at once if it already was. Returns a function that forgets the listener. */
  readonly onCancel: (listener: () => void) => () => void;
}

/** What a cancelled call rejects with: a status, not an error, so it is no StudioError and is never shown. */
export class Cancelled extends Error {
  constructor() {
    super("cancelled");
    this.name = "Cancelled";
  }
}

// 1 dataset -------------------------------------------------------------------------------------------------------------

export const FOLDER_LAYOUTS = [
  "class-folders",
  "split-folders",
  "oxford-names",
  "labels-table",
  "coop-split",
  "feature-files",
  "unlabelled",
] as const;
export type FolderLayout = (typeof FOLDER_LAYOUTS)[number];

export type Part = "train" | "validation" | "test";

/** One image file. `path` and class names are untrusted text: shown as text, never as markup. */
export interface Example {
  /** Path inside the folder, "/" between parts. */
  readonly path: string;
  /** SHA-256 of the file's bytes, or the fingerprint of an imported row of float32 features, lower-case hex. Keys every stored result. */
  readonly contentHash: string;
  /** Pixels after the EXIF orientation was applied; 0 for a row of features without a picture. */
  readonly width: number;
  readonly height: number;
  /** Index into `classNames`; null when the file carries no label. */
  readonly label: number | null;
  /** The part the folder itself gives; null where the split seed decides. */
  readonly officialPart: Part | null;
  /** Caption that came with the file; null when a captioner must write one. */
  readonly sidecarCaption: string | null;
  /** What the domain-incremental tasks are made of (a drawing style, a column of the table). */
  readonly domain?: string;
  /** Examples of one group (the same emoji in several styles) never stand on both sides of the split. */
  readonly group?: string;
}

export interface DatasetProblem {
  readonly path: string;
  /** Plain sentence: why the file was skipped or what is odd about it. */
  readonly reason: string;
  /** True when the file takes no part; false for a remark on a file that does. */
  readonly skipped: boolean;
}

export interface Dataset {
  readonly name: string;
  readonly layout: FolderLayout;
  /** In code-point order. */
  readonly classNames: readonly string[];
  /** In code-point order of path. */
  readonly examples: readonly Example[];
  readonly problems: readonly DatasetProblem[];
  /** Published draws: the training examples for a number of shots, by that number ("16"). Absent where each run seed draws its own. */
  readonly publishedShots?: Readonly<Record<string, readonly number[]>>;
}

/** Images per class that a run trains on; "all" takes the whole train pool. */
export const SHOTS = [1, 2, 4, 8, 16, "all"] as const;
export type Shots = (typeof SHOTS)[number];

/** Where an example stands once the split seed is fixed. `left-out`: class too small, or a copy of a test image. */
export type Pool = Part | "unlabelled" | "left-out";

export interface Pools {
  readonly splitSeed: number;
  /** [N] */
  readonly pool: readonly Pool[];
  /** Class indices with fewer than three images, or with no training image, left out of split, graph and shots. */
  readonly smallClasses: readonly number[];
  /** Examples left out because the same content, or one that counts as the same, stands in the test set (index of the copy that stays). */
  readonly duplicates: readonly { readonly example: number; readonly keptTestExample: number }[];
  /** True when validation images are drawn from the train pool because the data set has no validation part. */
  readonly validationFromTrain: boolean;
  /** The largest shots up to 16 that leaves every class a validation and a test image. */
  readonly defaultShots: Shots;
}

/** One run's draw from the pools: example indices, ascending. Pool images in none of the lists are "unused". */
export interface RunSplit {
  readonly runSeed: number;
  readonly train: Int32Array;
  readonly validation: Int32Array;
  readonly test: Int32Array;
  /** Examples without a label; they join the graph only in transductive scope. */
  readonly unlabelled: Int32Array;
}

// 2 captions ------------------------------------------------------------------------------------------------------------

export interface ModelInfo {
  /** Keys stored results, so it changes with the weights ("efficientnet-lite0@1"). */
  readonly id: string;
  readonly name: string;
  readonly licence: string;
}

export interface Caption {
  readonly text: string;
  /** `sidecar` came with the file; `model` is a captioner that writes; `retrieved` is the nearest class text; `edited` was typed, `imported` read from a file of captions. */
  readonly source: "sidecar" | "tagger" | "model" | "retrieved" | "edited" | "imported";
  /** The tagger's likeliest words, most likely first; empty for any other caption. */
  readonly words: readonly { readonly word: string; readonly probability: number }[];
  /** Key of what wrote it, clean-up included; absent for one that came with its file. */
  readonly captioner?: string;
  /** What the captioner wrote before the clean-up rules, where they changed it. */
  readonly raw?: string;
  /** Class names that were masked in it, where there were any, and the text without the mask. */
  readonly masked?: number;
  readonly unmasked?: string;
}

// 3 embeddings ----------------------------------------------------------------------------------------------------------

export interface EncoderInfo extends ModelInfo {
  readonly dimension: number;
  /** Equal for an image and a text encoder whose vectors may be compared with each other (the two towers of one CLIP); absent for any other. */
  readonly space?: string;
}

/** [rows, dimension]; a row of zeros means that there is none (no caption). */
export interface EmbeddingMatrix {
  readonly rows: number;
  readonly dimension: number;
  readonly values: Float32Array;
}

/** Raw encoder outputs, one row an example, before E1. `cutTexts`: captions longer than the text encoder's context, where somebody counted. */
export interface Embeddings {
  readonly imageEncoder: EncoderInfo;
  readonly textEncoder: EncoderInfo;
  readonly image: EmbeddingMatrix;
  readonly text: EmbeddingMatrix;
  readonly cutTexts?: number;
}

export interface FeatureSettings {
  /** w of E2: 0 image only, 1 text only. */
  readonly modalityWeight: number;
  /** E1: subtract the mean of the train pool's unit vectors. */
  readonly center: boolean;
  /** s of E2b: the network sees s z. */
  readonly scale: number;
}

/** E2: fused unit rows z; D = image + text dimension, or one of them when w is 0 or 1. */
export interface FusedFeatures extends EmbeddingMatrix {
  /** Rows that are zero in a modality (no caption, or constant after centring). */
  readonly zeroImageRows: number;
  readonly zeroTextRows: number;
}

// 4 graph ---------------------------------------------------------------------------------------------------------------

export type GraphScope = "inductive" | "transductive";

/**
 * Cosines of all pairs i < j of N examples: row-major upper triangle without the diagonal, [N (N - 1) / 2].
 * Only the sample ships one, so that its graph is drawn before its vectors arrive; every other graph is ranked from features.
 */
export interface PairSimilarities {
  readonly count: number;
  readonly values: Float32Array;
}

export const PART_CODES = { train: 0, validation: 1, test: 2, unlabelled: 3 } as const;

/** The nodes of one run's graph. Labels of test and unlabelled nodes are -1: they are not known to graph, loss or statistic. */
export interface RunNodes {
  readonly runSeed: number;
  readonly scope: GraphScope;
  readonly classCount: number;
  /** [n] node -> example index */
  readonly example: Int32Array;
  /** [n] PART_CODES */
  readonly part: Uint8Array;
  /** [n] class index, or -1 */
  readonly label: Int32Array;
}

/**
 * How many pairs a graph's scope has at each similarity, the pairs that were not kept included. Bins of equal width over [-1, 1], bin b = (edge b, edge b + 1],
 * so that the pairs strictly above an edge are exactly those of the bins behind it. [bins] each; a pair stands in one of the first three.
 */
export interface PairDistribution {
  /** Both ends carry a training or validation label: equal ones. */
  readonly sameClass: Uint32Array;
  readonly crossClass: Uint32Array;
  /** Pairs with a test or unlabelled end. */
  readonly unlabelled: Uint32Array;
  /** Pairs with two training ends, of any class. */
  readonly training: Uint32Array;
  /** Over all pairs; NaN without a pair. */
  readonly smallest: number;
  readonly largest: number;
}

/**
 * The pairs a threshold may join, most similar first; edges above a threshold are a prefix.
 * Inductive: training-training pairs (source < target) and training -> other pairs (source is the training node). Transductive: all pairs, source < target.
 * Of more pairs than the budget only the strongest are kept: all above `cutoff`, which is an edge of the distribution's bins.
 */
export interface RankedPairs {
  readonly nodes: RunNodes;
  /** [E] node indices */
  readonly source: Int32Array;
  readonly target: Int32Array;
  /** [E] non-increasing; equal ones by source, then target */
  readonly similarity: Float32Array;
  /** Pairs above it are kept, the others only counted; -Infinity when every pair is kept. */
  readonly cutoff: number;
  readonly distribution: PairDistribution;
  /** [n] each node's largest similarity to a node it could receive from, kept or not; -Infinity where there is none. */
  readonly strongest: Float32Array;
}

/** Counts over every prefix of the kept pairs, made once, so that a tick of the slider only looks them up. [E + 1] unless said otherwise. */
export interface PairPrefixes {
  /** Pairs whose two ends carry a training or validation label, and those of equal labels among them. */
  readonly labelled: Uint32Array;
  readonly sameClass: Uint32Array;
  /** Σ_k D_k², D_k the summed degree of class k over the labelled pairs. */
  readonly squaredDegrees: Float64Array;
  /** Pairs with two training ends. */
  readonly training: Uint32Array;
  /** Similarities of the maximum spanning forest's edges, falling: above τ, each of them has joined two components. At most n - 1. */
  readonly merges: Float32Array;
  /** [n] `RankedPairs.strongest`, falling. */
  readonly strongest: Float32Array;
}

/** What the graph of the current scope is like at one threshold. Homophily uses training and validation labels only; null without an edge to count. */
export interface GraphStatistics {
  readonly threshold: number;
  readonly edges: number;
  /** Over training nodes (inductive) or all nodes (transductive). */
  readonly meanDegree: number;
  /** Share of all nodes without a neighbour. */
  readonly isolated: number;
  readonly homophily: number | null;
  readonly adjustedHomophily: number | null;
  /** Connected components, directions left out; null below the cut-off, where it is not known. */
  readonly components: number | null;
  /** False below the cut-off: counts are then those of the nearest bin edge, and `threshold` is that edge. */
  readonly exact: boolean;
}

/** Compressed sparse rows [rows, columns]. */
export interface CsrMatrix {
  readonly rows: number;
  readonly columns: number;
  readonly rowStart: Int32Array;
  readonly columnIndex: Int32Array;
  readonly values: Float32Array;
}

// 5 adapter -------------------------------------------------------------------------------------------------------------

export interface AdapterSettings {
  readonly bottleneckDimension: number;
  /** E12: H = X + U when on, H = U when off. */
  readonly residual: boolean;
  readonly activation: "relu" | "none";
}

// 6 training ------------------------------------------------------------------------------------------------------------

export interface TrainingSettings {
  readonly shots: Shots;
  readonly runSeeds: readonly number[];
  readonly epochs: number;
  readonly learningRate: number;
  /** λ of E16 with the factor 1/2. With a single task the penalty is 0. */
  readonly ewcLambda: number;
}

export interface EpochReport {
  readonly epoch: number;
  readonly epochs: number;
  readonly trainLoss: number;
  readonly validationLoss: number;
  readonly validationAccuracy: number;
}

/** What a run tells while it is on its way: its epochs, and before the first of them how far its graph is. */
export type RunReport = EpochReport | Progress;

// 7 evaluation ----------------------------------------------------------------------------------------------------------

/** One trained run at one threshold. Test predictions are kept, not scored: the test labels meet them only at the reveal. */
export interface RunPoint {
  readonly runSeed: number;
  readonly threshold: number;
  readonly statistics: GraphStatistics;
  readonly keptEpoch: number;
  readonly validationAccuracy: number;
  readonly validationLoss: number;
  /** Class index of each validation and test node, in the order of RunSplit. */
  readonly validationPredictions: readonly number[];
  readonly testPredictions: readonly number[];
  /** One entry an epoch. */
  readonly trainLosses: readonly number[];
  readonly seconds: number;
}

/** L2 multinomial logistic regression of one seed, strength chosen on validation. */
export interface LinearProbePoint {
  readonly runSeed: number;
  /** log10 of the inverse strength C that validation chose. */
  readonly log10InverseStrength: number;
  readonly validationAccuracy: number;
  readonly testPredictions: readonly number[];
}

/** Mean and sample standard deviation over seeds; sd is null for one seed. */
export interface SeedSummary {
  readonly mean: number;
  readonly sd: number | null;
}

/** Everything that decides a sweep's numbers, apart from the data. */
export interface SweepSettings {
  readonly splitSeed: number;
  readonly features: FeatureSettings;
  readonly scope: GraphScope;
  readonly adapter: AdapterSettings;
  readonly training: TrainingSettings;
  /** Number of thresholds on the grid, the two ends included. */
  readonly thresholdCount: number;
  /** Pairs that are kept and sorted; thresholds below the weakest of them stand on the edges of histogram bins. */
  readonly pairBudget: number;
}

/** Where and when a sweep was computed. */
export interface ComputeRecord {
  /** "simd" and "simd-fma" are the page's own module, the others TensorFlow.js backends ("webgpu", "wasm", "cpu"). */
  readonly trainingBackend: string;
  /** The GPU adapter's description, or the processor. */
  readonly adapter: string;
  readonly finishedAt: string;
}

/** All points of one sweep, finished or not. */
export interface SweepRecord {
  /** Fingerprint of the data and `settings`; equals the current one unless the record is stale. */
  readonly key: string;
  readonly settings: SweepSettings;
  /** The whole grid, ascending. */
  readonly thresholds: readonly number[];
  readonly points: readonly RunPoint[];
  readonly linearProbes: readonly LinearProbePoint[];
  /** `recorded` ships with the sample; `computed` was trained by this visitor (now or on an earlier visit). */
  readonly origin: "recorded" | "computed";
  readonly compute: ComputeRecord | null;
  /** True once its test accuracy was looked at: thresholds trained later are no longer chosen blind, and the page says so. */
  readonly testRevealed: boolean;
}
