/**
 * The ports through which commands reach the browser: files, workers, storage, clock. main.tsx passes real ones in, tests pass fakes.
 * A call that was cancelled rejects with `Cancelled`. The one file of the studio that the platform may import.
 */

import type {
  CancelToken,
  Dataset,
  Embeddings,
  FeatureSettings,
  FusedFeatures,
  LinearProbePoint,
  OnProgress,
  PairSimilarities,
  Pools,
  RankedPairs,
  RunNodes,
  RunPoint,
  RunReport,
  SweepRecord,
} from "../pipeline/artifacts.ts";
import type { AdapterParameterValues } from "../pipeline/adapter/initial-parameters.ts";
import type { VariantId, VariantRun, VariantSettings } from "../pipeline/ablations/ablation.ts";
import type { Captioner, ImageInput } from "../pipeline/captions/captioner.ts";
import type {
  CaptionFile,
  ExportedCaption,
  ReadCaptions,
  TextFormat,
} from "../pipeline/captions/text-files/caption-row.ts";
import type { ImageFacts } from "../pipeline/dataset/assemble-dataset.ts";
import type { ContinualRun, ContinualSettings } from "../pipeline/continual/continual.ts";
import type { SweepProblem } from "../pipeline/evaluation/seed-run.ts";
import type { AdapterOrigin, TrainedAdapter } from "../pipeline/evaluation/trained-adapter.ts";
import type { FileEntry } from "../pipeline/dataset/folder-listing.ts";
import type { ExportFormat } from "../pipeline/embeddings/export-formats.ts";
import type { ExportedFeatures } from "../pipeline/embeddings/feature-files/feature-table.ts";
import type {
  ImportChoices,
  ImportFile,
  ImportSheet,
} from "../pipeline/embeddings/imported-features.ts";
import type { ImageEncoder, TextEncoder } from "../pipeline/embeddings/encoders.ts";
import type { NearDuplicates } from "../pipeline/graph/near-duplicates.ts";
import type { SmoothingPoint } from "../pipeline/graph/smoothing.ts";
import type { LedgerKind, LedgerRecord, LedgerRecordOf, LedgerSummary } from "./ledger-record.ts";
import type { MethodId, MethodRun } from "../pipeline/methods/method.ts";
import type { StudyProblem } from "../pipeline/methods/study-problem.ts";
import type { FoundationChoice, FoundationRole, ModelService } from "./model-ports.ts";
import type { RememberedSession, SessionService } from "./session-port.ts";
import type { SampleName } from "./session-port.ts";
import type { GraphArtifact } from "./slices/graph.ts";

export interface DeviceReport {
  /** "gpu" a real adapter, "software-gpu" a fallback adapter (work runs on the CPU), "cpu" no WebGPU at all. */
  readonly kind: "gpu" | "software-gpu" | "cpu";
  /** The adapter's description, empty without one. */
  readonly adapter: string;
  readonly crossOriginIsolated: boolean;
  readonly processors: number;
  /** Label and value lines for the report that a visitor can copy. */
  readonly lines: readonly (readonly [string, string])[];
}

export interface OpenedFolder {
  readonly name: string;
  /** Makes this the folder that paths refer to. Called when the job that reads it begins, so that the job before still finds its own files. */
  readonly activate: () => void;
  readonly files: readonly FileEntry[];
  /** True when the browser gave a handle that can be remembered. */
  readonly hasHandle: boolean;
}

/** A folder of an earlier visit whose files are out of reach: everything that was made of it comes from storage. */
export interface StoredFolder {
  readonly session: RememberedSession;
  readonly dataset: Dataset;
  /** Makes it the folder that paths refer to: reading any of them is refused with dataset/folder-needed. */
  readonly activate: () => void;
}

export interface FolderService {
  /** False while nothing but stored results is there. */
  readonly isOpen: () => boolean;
  /** Reads small text files (label tables, captions). */
  readonly readText: (path: string) => Promise<string>;
  /** Hash, size and thumbnail of one image; rejects with a dataset/* code. */
  readonly inspect: (path: string, cancel: CancelToken) => Promise<ImageFacts>;
}

interface FoundationService {
  readonly captioner: Captioner;
  /** The embedded tagger, whichever captioner is chosen: ConSE reads its words. */
  readonly tagger: Captioner;
  readonly imageEncoder: ImageEncoder;
  readonly textEncoder: TextEncoder;
  /** How many images may be in flight at once. */
  readonly concurrency: number;
  /** Which models run from the next load on; the ports above are then theirs. Results of the others stay stored. */
  readonly choose: (choice: FoundationChoice) => void;
  /** Loads the models a stage needs and self-checks them; resolves at once when they are loaded. */
  readonly load: (
    model: FoundationRole,
    onProgress: OnProgress,
    cancel: CancelToken,
  ) => Promise<{ readonly device: string; readonly adapter: string }>;
  /** Ends the model workers and frees their memory; the next load starts new ones. */
  readonly release: () => void;
}

/** What pairs are compared by: features, or the cosines that ship with the sample. */
export type PairSource = FusedFeatures | PairSimilarities;

interface GraphService {
  /** E1, E2. `trainPool`: the examples whose mean is subtracted. */
  readonly fuse: (
    embeddings: Embeddings,
    settings: FeatureSettings,
    trainPool: readonly number[],
    cancel: CancelToken,
  ) => Promise<FusedFeatures>;
  readonly rank: (
    source: PairSource,
    nodes: RunNodes,
    pairBudget: number,
    onProgress: OnProgress,
    cancel: CancelToken,
  ) => Promise<Pick<GraphArtifact, "ranked" | "prefixes" | "preview">>;
  /** The grid of a sweep, ascending. */
  readonly thresholdGrid: (
    features: FusedFeatures,
    pools: Pools,
    runs: readonly RunNodes[],
    thresholdCount: number,
    pairBudget: number,
    onProgress: OnProgress,
    cancel: CancelToken,
  ) => Promise<readonly number[]>;
  readonly principalPositions: (
    features: FusedFeatures,
    cancel: CancelToken,
  ) => Promise<Float32Array>;
  readonly umapPositions: (
    features: FusedFeatures,
    start: Float32Array,
    seed: number,
    cancel: CancelToken,
  ) => Promise<Float32Array>;
  /** What one propagation does to the features, one point a threshold, in their order. */
  readonly smoothing: (
    features: FusedFeatures,
    ranked: RankedPairs,
    thresholds: readonly number[],
    onProgress: OnProgress,
    cancel: CancelToken,
  ) => Promise<readonly SmoothingPoint[]>;
  /** Pairs of images with almost equal image features. */
  readonly nearDuplicates: (
    embeddings: Embeddings,
    onProgress: OnProgress,
    cancel: CancelToken,
  ) => Promise<NearDuplicates>;
  /** [N] how much each text agrees with those of the most similar images. */
  readonly textAgreement: (
    embeddings: Embeddings,
    onProgress: OnProgress,
    cancel: CancelToken,
  ) => Promise<Float32Array>;
}

interface TrainingService {
  /** Worker count; each trains one run at a time. */
  readonly concurrency: () => number;
  /** Opens the workers and hands each the problem of the runs to come. */
  readonly prepare: (
    problem: SweepProblem,
  ) => Promise<{ readonly backend: string; readonly adapter: string }>;
  /** True where all seeds of a τ are trained as one wider problem (a GPU); else each run is a call of its own. */
  readonly trainsSeedsTogether: () => boolean;
  /** One point a seed, in the order of `runSeeds`. An urgent call goes before those that wait. */
  readonly trainRuns: (
    runSeeds: readonly number[],
    threshold: number,
    onReport: (report: RunReport) => void,
    cancel: CancelToken,
    urgent: boolean,
  ) => Promise<readonly RunPoint[]>;
  /** Parameters of the kept epoch of one seed's run, which is trained for them. */
  readonly trainParameters: (
    runSeed: number,
    threshold: number,
    cancel: CancelToken,
  ) => Promise<AdapterParameterValues>;
  /** One seed's run with all that it takes to predict a further row: the weights of the sweep's run of this seed and τ. */
  readonly trainAdapter: (
    origin: AdapterOrigin,
    runSeed: number,
    threshold: number,
    onReport: (report: RunReport) => void,
    cancel: CancelToken,
  ) => Promise<TrainedAdapter>;
  readonly linearProbe: (runSeed: number, cancel: CancelToken) => Promise<LinearProbePoint>;
}

export interface StudyService {
  /** Worker count; each runs one method, variant or sequence at a time. */
  readonly concurrency: () => number;
  /** Opens the workers and hands each the study; resolves at once when they have it. */
  readonly prepare: (
    study: StudyProblem,
  ) => Promise<{ readonly backend: string; readonly adapter: string }>;
  readonly runMethod: (
    method: MethodId,
    runSeed: number,
    onProgress: OnProgress,
    cancel: CancelToken,
  ) => Promise<MethodRun>;
  readonly runVariant: (
    variant: VariantId,
    settings: VariantSettings,
    runSeed: number,
    onProgress: OnProgress,
    cancel: CancelToken,
  ) => Promise<VariantRun>;
  readonly runSequence: (
    settings: ContinualSettings,
    runSeed: number,
    onProgress: OnProgress,
    cancel: CancelToken,
  ) => Promise<ContinualRun>;
}

/** A sweep that ships with the sample; its key is taken from the loaded data. */
export type RecordedSweep = Omit<SweepRecord, "key" | "origin" | "testRevealed">;

export interface LoadedSample {
  readonly dataset: Dataset;
  /** The first view without vectors; null where the vectors are needed to draw anything. */
  readonly firstView: {
    readonly positions: Float32Array;
    readonly similarities: PairSimilarities;
  } | null;
  readonly recorded: readonly RecordedSweep[];
}

/** Samples that are made of files; the synthetic one is computed. */
export type PictureSample = Exclude<SampleName, "synthetic">;

export interface SampleService {
  readonly load: (name: PictureSample) => Promise<LoadedSample>;
  /** The larger file that training needs. */
  readonly loadEmbeddings: (name: PictureSample) => Promise<Embeddings>;
}

/** Feature files that the visitor opened. */
export interface FeatureSource {
  readonly name: string;
  /** The first call reads the files, later ones only join them anew. */
  readonly read: (choices: ImportChoices, cancel: CancelToken) => Promise<ImportSheet>;
  readonly close: () => void;
}

export interface FeatureFileService {
  /** One file: several of a format are packed into a .zip. */
  readonly write: (features: ExportedFeatures, format: ExportFormat) => Promise<ImportFile>;
  /** A .zip with its tensors, its configuration and a script that predicts with them. */
  readonly writeAdapter: (adapter: TrainedAdapter, datasetName: string) => Promise<ImportFile>;
  readonly writeCaptions: (
    datasetName: string,
    rows: readonly ExportedCaption[],
    format: TextFormat,
  ) => Promise<CaptionFile>;
  /** Rejects with captions/bad-file. */
  readonly readCaptions: (file: CaptionFile) => Promise<ReadCaptions>;
}

/** A picture from outside the data set. */
export interface PhotoSource {
  readonly name: string;
  /** From then on the models find it, until another one is read. Rejects with the codes of a damaged or foreign file. */
  readonly read: (cancel: CancelToken) => Promise<ImageInput>;
}

export interface NewPhoto {
  readonly kind: "photo";
  readonly name: string;
  readonly photo: PhotoSource;
  /** Empty: the captioner writes one. */
  readonly caption: string;
}

/** Each a file with one row, or numbers that were pasted; null for none. */
export interface NewFeatures {
  readonly kind: "features";
  readonly name: string;
  readonly image: ImportFile | null;
  readonly text: ImportFile | null;
}

/** What the trained adapter is asked for. */
export type NewExample = NewPhoto | NewFeatures;

/** Every run that this browser has kept. Calls reject with storage/quota-exceeded or storage/unavailable. */
export interface LedgerService {
  /** Replaces the record of the same id. */
  readonly save: (record: LedgerRecord) => Promise<void>;
  /** Newest first. `skipped`: stored entries that this version cannot read. `persistent`: false where they are gone with the page. */
  readonly list: () => Promise<{
    readonly summaries: readonly LedgerSummary[];
    readonly skipped: number;
    readonly persistent: boolean;
  }>;
  /** Null when it is not there or cannot be read. */
  readonly load: (id: string) => Promise<LedgerRecord | null>;
  /** The newest run of this kind made from this key. */
  readonly findByKey: <Kind extends LedgerKind>(
    kind: Kind,
    key: string,
  ) => Promise<LedgerRecordOf<Kind> | null>;
  /** Does nothing where the run is gone. */
  readonly patch: (
    id: string,
    patch: Partial<Pick<LedgerRecord, "starred" | "note">>,
  ) => Promise<void>;
  readonly remove: (id: string) => Promise<void>;
  /** Adds what is not there yet and never overwrites. Rejects with storage/bad-ledger-file, which names the file, for a text that is no export. */
  readonly importJson: (text: string, path: string) => Promise<LedgerImport>;
  readonly exportJson: (ids: readonly string[]) => Promise<string>;
}

export interface LedgerImport {
  readonly added: number;
  /** Runs that were here already. */
  readonly known: number;
  /** Entries that are no run of this version. */
  readonly skipped: number;
}

export interface PageState {
  /** What the browser says; true is no promise that a host answers. */
  readonly online: boolean;
  /** How far the page's files are kept for a visit without a network; null before the first report, and where none comes. */
  readonly keeping: {
    readonly doneBytes: number;
    readonly totalBytes: number;
    readonly whole: boolean;
    readonly problem: string | null;
  } | null;
  readonly updateReady: boolean;
}

export interface PageService {
  /** Reloads the page with the version that waits. */
  readonly takeUpdate: () => void;
}

export interface Services {
  readonly page: PageService;
  readonly folder: FolderService;
  readonly foundation: FoundationService;
  readonly models: ModelService;
  readonly graph: GraphService;
  readonly training: TrainingService;
  readonly study: StudyService;
  readonly sample: SampleService;
  readonly session: SessionService;
  readonly ledger: LedgerService;
  readonly featureFiles: FeatureFileService;
  /** Milliseconds, monotonic. */
  readonly clock: () => number;
  /** ISO 8601 date and time. */
  readonly now: () => string;
}
