/** What a visitor can ask for. Views call these; studio/commands/ implements them. */

import type {
  AdapterSettings,
  FeatureSettings,
  FolderLayout,
  GraphScope,
  TrainingSettings,
} from "../pipeline/artifacts.ts";
import type { SampleName } from "./session-port.ts";
import type { ChoiceOf, PlanOf, StudyName } from "./slices/studies.ts";
import type { LedgerRecord } from "./ledger-record.ts";
import type { Replacement } from "../pipeline/captions/find-replace.ts";
import type { CaptionFile, TextFormat } from "../pipeline/captions/text-files/caption-row.ts";
import type { ExportFormat } from "../pipeline/embeddings/export-formats.ts";
import type {
  ImportChoices,
  ImportedFeatures,
  ImportFile,
} from "../pipeline/embeddings/imported-features.ts";
import type {
  CaptionerSettings,
  HubModelRef,
  ModelPlan,
  ModelRole,
} from "../pipeline/models/hub-model.ts";
import type { BuiltInCaptioner, ModelOffer, StoredModel } from "./model-ports.ts";
import type { FeatureSource, NewExample, OpenedFolder, StoredFolder } from "./services.ts";

/** A captioner that is stored in this browser, or one that needs no model of a hub. */
export type CaptionerSource = StoredModel | BuiltInCaptioner;

/** How an earlier session goes on. */
export interface OpenFolderOptions {
  readonly thenRun?: boolean;
  readonly settings?: string;
  readonly layout?: FolderLayout | null;
}

export interface StudioCommands {
  /** @param settings those of before a reload; its own are the sample's otherwise */
  readonly loadSample: (name: SampleName, settings?: string) => Promise<void>;
  /** Takes features that were computed elsewhere as the data set: captions and embeddings are there, the graph is built at once. */
  readonly openFeatures: (features: ImportedFeatures) => Promise<void>;
  /** Reads feature files into a sheet; nothing is taken over before `acceptImport`. */
  readonly readFeatures: (source: FeatureSource) => Promise<void>;
  /** Another role, set or restriction for the files of the open sheet. */
  readonly chooseImport: (patch: Partial<ImportChoices>) => void;
  readonly acceptImport: () => Promise<void>;
  readonly closeImport: () => void;
  /** The current features, split and captions as one file; null where there are none. */
  readonly exportFeatures: (format: ExportFormat) => Promise<ImportFile | null>;
  /** Reads a folder that the visitor opened: lists, hashes and decodes its images. `thenRun` goes on with all stages. */
  readonly openFolder: (folder: OpenedFolder, options?: OpenFolderOptions) => Promise<void>;
  /** Goes on with a folder of an earlier visit without its files; only work that needs pixels asks for them. */
  readonly continueStored: (stored: StoredFolder) => Promise<void>;
  readonly chooseLayout: (layout: FolderLayout) => Promise<void>;
  /** Runs every stage that is not ready, in order; what is stored already is not computed again. */
  readonly runAll: () => Promise<void>;
  /** Stops whatever runs, within a second, and keeps what is done. Does nothing when nothing runs. */
  readonly cancel: () => void;
  /** Forgets the vectors that came with the sample, so that Run computes them from the drawings. */
  readonly recomputeSample: () => void;
  /**
   * Gives images a class, which may be new. Captions and vectors stay; split, graph and training follow the labels. Does nothing for an
   * empty name or for imported features.
   */
  readonly labelExamples: (examples: readonly number[], className: string) => void;
  /** Takes the last step back. */
  readonly undoLabels: () => void;
  readonly undoAllLabels: () => void;
  /**
   * Puts a text in the place of an image's caption and locks it; the text that was written takes the edit away. Only vectors, graph and
   * what follows go stale. Does nothing for imported features, whose texts belong to their vectors.
   */
  readonly editCaption: (example: number, text: string) => void;
  /** A locked caption outlives a captioning run. */
  readonly lockCaptions: (examples: readonly number[], locked: boolean) => void;
  /** Back to what the file or the captioner gave. */
  readonly revertCaptions: (examples: readonly number[]) => void;
  readonly replaceInCaptions: (replacements: readonly Replacement[]) => void;
  readonly undoTexts: () => void;
  readonly redoTexts: () => void;
  readonly setLongestText: (pieces: number) => void;
  /** Takes over the captions of a file for the images that it names. */
  readonly importCaptions: (file: CaptionFile) => Promise<void>;
  /** For a file that is too large to read. */
  readonly reportTextsError: (error: unknown) => void;
  /** The captions as they stand; classes of covered test images stay out. Null when it failed. */
  readonly exportCaptions: (format: TextFormat) => Promise<CaptionFile | null>;
  /** Lets a captioner write these captions, whichever one is chosen for a run; locked ones stay. Does nothing while something runs. */
  readonly recaptionImages: (
    examples: readonly number[],
    captioner: CaptionerSource,
  ) => Promise<void>;
  /** Two captioners on the same images: their texts, and how far these tell the classes of training and validation images apart. */
  readonly compareCaptioners: (
    examples: readonly number[],
    first: CaptionerSource | "present",
    second: CaptionerSource,
  ) => Promise<void>;
  /** Takes over the texts of one side; locked ones stay. */
  readonly takeCompared: (side: "first" | "second") => void;
  readonly closeComparison: () => void;
  /** Finds texts that are unlike those of similar images, from the present vectors. */
  readonly measureTextAgreement: () => Promise<void>;
  /** Makes vectors and graph current, without training: only texts that changed are embedded. */
  readonly embedTexts: () => Promise<void>;
  /** Stops a job of the workbench. */
  readonly cancelTexts: () => void;
  readonly setSplitSeed: (seed: number) => void;
  readonly setFeatures: (patch: Partial<FeatureSettings>) => void;
  readonly setScope: (scope: GraphScope) => void;
  readonly setAdapter: (patch: Partial<AdapterSettings>) => void;
  readonly setTraining: (patch: Partial<TrainingSettings>) => void;
  readonly setThresholdCount: (count: number) => void;
  /** Moves τ; only selectors follow, and a live run at another τ stops. */
  readonly setThreshold: (threshold: number) => void;
  /**
   * Trains the shown seed at the current τ, because the slider has come to rest: `evaluation.liveThreshold` while it runs, `evaluation.livePoint` after.
   * Does nothing when that point is known, when the data cannot be trained on, or before there is a graph with features.
   */
  readonly trainAtThreshold: () => Promise<void>;
  /** Trains the shown seed at the present τ once more, to be used and saved. Does nothing when that adapter is there. */
  readonly trainKeptAdapter: () => Promise<void>;
  /** Stops its training, and what waits for it, within a second. */
  readonly cancelAdapter: () => void;
  /** The class of one more example by inductive attachment. The adapter is trained only where there is none of the present settings and τ. */
  readonly predictExample: (example: NewExample) => Promise<void>;
  readonly forgetPrediction: () => void;
  /** The adapter of the present settings and τ as one .zip, trained where it is missing; null when that failed. Rejects where it cannot be written. */
  readonly exportAdapter: () => Promise<ImportFile | null>;
  /** Pairs that are kept and sorted. */
  readonly setPairBudget: (pairs: number) => void;
  readonly selectExample: (example: number | null) => void;
  /** Brings the sweep that ships with the sample back, where one fits the current settings. */
  readonly showRecorded: () => void;
  /** Sets what the next run of a study is of; the other settings of that study stay. */
  readonly chooseForStudy: <Name extends StudyName>(
    name: Name,
    patch: Partial<ChoiceOf<Name>>,
  ) => void;
  /** Runs what is missing of a study with the current data and settings; finished runs of the same settings are kept. */
  readonly runStudy: <Name extends StudyName>(name: Name, plan: PlanOf<Name>) => Promise<void>;
  /** Stops a study within a second and keeps its finished runs. */
  readonly cancelStudy: (name: StudyName) => void;
  /** Uncovers the test accuracy of a study that is not running. */
  readonly revealStudy: (name: StudyName) => void;
  /**
   * Measures smoothness at the thresholds of the sweep and at τ, and searches for near duplicates once; what is known for the same graph is kept.
   * Does nothing before there is a graph.
   */
  readonly computeDiagnostics: () => Promise<void>;
  readonly cancelDiagnostics: () => void;
  /** Leaves training and validation images out that almost equal a test image. */
  readonly setDropNearDuplicates: (drop: boolean) => void;
  /** Uncovers test accuracy for the current, finished or stopped sweep. */
  readonly revealTest: () => void;
  /** Reads the list of kept runs, newest first. */
  readonly listRuns: () => Promise<void>;
  /** Opens one run, compares two, or closes what is open. */
  readonly showRuns: (ids: readonly string[]) => Promise<void>;
  readonly patchRun: (
    id: string,
    patch: Partial<Pick<LedgerRecord, "starred" | "note">>,
  ) => Promise<void>;
  /** The run can be brought back until the next one is deleted or the page is left. */
  readonly deleteRun: (id: string) => Promise<void>;
  readonly restoreRun: () => Promise<void>;
  /** Adds the runs of a file that Export has saved. */
  readonly importRuns: (text: string, path: string) => Promise<void>;
  /** Null when it failed; the list says why. */
  readonly exportRuns: (ids: readonly string[]) => Promise<string | null>;
  /** For what fails before a command is reached, such as a file that is too large to read. */
  readonly reportRunsError: (error: unknown) => void;
  /** Sets the run's settings on the loaded data, trains it again from the same seeds, and says whether the numbers are the same. */
  readonly replayRun: (id: string) => Promise<void>;
  /** Asks the hub, or this browser's storage, what a model is: `models.offer`. The first call that leaves the page. */
  readonly lookUpModel: (id: string) => Promise<void>;
  /** Asks the hub, though the model is stored: it may have other number formats. */
  readonly askHub: (id: string) => Promise<void>;
  readonly closeOffer: () => void;
  /** Finds the models in a folder of this computer, or in a .zip of one. */
  readonly openModelFolder: (
    files: readonly { readonly path: string; readonly blob: Blob }[],
  ) => Promise<void>;
  readonly showFolderModel: (offer: ModelOffer) => void;
  /** For what fails before a command is reached, such as a dropped folder that may not be read. */
  readonly reportModelsError: (error: unknown) => void;
  /** Goes on where an earlier download of it stopped. */
  readonly downloadModel: (plan: ModelPlan) => Promise<void>;
  /** Stops at once; what has arrived stays. */
  readonly cancelDownload: () => void;
  /** Reads again what is stored. */
  readonly refreshModels: () => Promise<void>;
  readonly removeModel: (ref: HubModelRef) => Promise<void>;
  readonly clearStored: (kind: "captions" | "embeddings" | "thumbnails") => Promise<void>;
  /** Asks the browser not to clear what is stored. */
  readonly keepStorage: () => Promise<void>;
  readonly setHubAddress: (address: string) => void;
  /** The captioner of the next run. Results of the others stay stored. */
  readonly chooseCaptioner: (captioner: CaptionerSource) => void;
  /** The encoder of the next run; null is the embedded one. Results of the others stay stored. */
  readonly chooseEncoder: (
    role: Exclude<ModelRole, "captioner">,
    stored: StoredModel | null,
  ) => void;
  readonly setCaptioner: (patch: Partial<CaptionerSettings>) => void;
  /** Reloads the page with the version that waits. */
  readonly takeUpdate: () => void;
  /** Null: by what the adapter offers. */
  readonly setInferenceDevice: (device: "webgpu" | "wasm" | null) => void;
  /** Templates of the class texts in a shared space; each has a place for the name. */
  readonly setClassPrompts: (prompts: readonly string[]) => void;
}
