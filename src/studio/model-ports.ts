/** The ports of the models: those that are chosen to run, and the hub from which they come. Beside services.ts for their number. */

import type { CancelToken } from "../pipeline/artifacts.ts";
import type {
  CaptionerSettings,
  HubListing,
  HubModelRef,
  ModelFamily,
  ModelPlan,
  ModelRole,
} from "../pipeline/models/hub-model.ts";

/** Which of the frozen models: the captioner and the image encoder of the embedded pair are one. */
export type FoundationRole = "captioner" | "image" | "text";

/** A model of a hub whose files are stored here, with what its config says of it. */
export interface ChosenModel {
  readonly ref: HubModelRef;
  readonly family: ModelFamily;
  /** As shown ("CLIP ViT-B/32"); the id for one that was named by id. */
  readonly name: string;
  readonly licence: string;
  /** Length of its vectors, by its config; 0 for a captioner. */
  readonly dimension: number;
}

/**
 * Captioners that are no model of a hub: the embedded tagger, the class text that is nearest to the image in the space of both encoders, and
 * the model that the browser brings.
 */
export const BUILT_IN_CAPTIONERS = ["tagger", "class-texts", "browser"] as const;
export type BuiltInCaptioner = (typeof BUILT_IN_CAPTIONERS)[number];

/** An encoder that is null is the embedded one. */
export interface FoundationChoice {
  readonly captioner: ChosenModel | BuiltInCaptioner;
  readonly captionerSettings: CaptionerSettings;
  readonly imageEncoder: ChosenModel | null;
  readonly textEncoder: ChosenModel | null;
  /** Templates of the class texts, where image and text encoder share a space; see embeddings/class-prompts.ts. */
  readonly classPrompts: readonly string[];
  /** Null: by what the adapter offers. */
  readonly device: "webgpu" | "wasm" | null;
}

/** A model as it can be chosen: what its hub, or this browser's storage, says of it. */
export interface ModelOffer {
  readonly listing: HubListing;
  readonly family: ModelFamily;
  readonly roles: readonly ModelRole[];
  readonly dimension: number;
  /** One plan a dtype for which all files are there, best first for this device. */
  readonly plans: readonly ModelPlan[];
  /** Bytes of each plan's files that are stored already, in their order. */
  readonly storedBytes: readonly number[];
  /** Whether each plan can be chosen: all its bytes may be there, and some of them not checked. */
  readonly storedWhole: readonly boolean[];
  /** Where it was learned: the host that was asked, or null for this browser's storage. */
  readonly host: string | null;
  readonly outlook: DownloadOutlook;
}

/** What can be said before a download. */
export interface DownloadOutlook {
  /** The GPU computes in 16-bit floats. */
  readonly halfFloats: boolean;
  /** What the browser still lets this page store; null where it does not say. */
  readonly freeBytes: number | null;
  /** Of the last download of this visit, else the browser's own estimate; null where there is neither. */
  readonly rate: { readonly bytesPerSecond: number; readonly isMeasured: boolean } | null;
}

export interface DownloadProgress {
  readonly path: string;
  readonly fileDoneBytes: number;
  readonly fileBytes: number;
  readonly doneBytes: number;
  readonly totalBytes: number;
  /** Of this download alone, without what was stored before; null in the first second. */
  readonly bytesPerSecond: number | null;
}

export interface StoredModel {
  readonly ref: HubModelRef;
  readonly family: ModelFamily;
  readonly roles: readonly ModelRole[];
  /** Length of its vectors, by its config; 0 for a captioner. */
  readonly dimension: number;
  readonly bytes: number;
  /** False: a download that was cut or cancelled, which goes on where it stopped. */
  readonly complete: boolean;
  readonly licence: string | null;
}

/** Whether the browser brings a model that describes images: "downloadable" is one that it fetches from its maker at the first use. */
export type BrowserModelState = "absent" | "downloadable" | "ready";

/** What this page keeps in the browser, by kind, in bytes. */
export interface StorageUsage {
  readonly models: number;
  readonly captions: number;
  readonly embeddings: number;
  readonly thumbnails: number;
  /** Of the browser, for the whole origin; null where it does not say. */
  readonly quota: number | null;
  readonly persisted: boolean;
}

/**
 * Models of a hub: the only part of the page that talks to another host, and only when one of these calls is made.
 * Rejects with models/* or storage/* codes.
 */
export interface ModelService {
  /** Host is what the page says before it asks. Stored models answer without a request. */
  readonly describe: (id: string, cancel: CancelToken) => Promise<ModelOffer>;
  /** The models in a folder of this computer, or in a .zip of one; needs no network. They are then downloaded as any other, from there. */
  readonly readFolder: (
    files: readonly { readonly path: string; readonly blob: Blob }[],
    cancel: CancelToken,
  ) => Promise<readonly ModelOffer[]>;
  /** The hub's own answer, also for a stored model: all its number formats. */
  readonly askHub: (id: string, cancel: CancelToken) => Promise<ModelOffer>;
  /** The same offer with what is stored of it now. */
  readonly refreshed: (offer: ModelOffer) => Promise<ModelOffer>;
  /** Goes on where an earlier download of the plan stopped. What has arrived stays stored when it is cancelled or cut. */
  readonly download: (
    plan: ModelPlan,
    onProgress: (progress: DownloadProgress) => void,
    cancel: CancelToken,
  ) => Promise<void>;
  readonly list: () => Promise<readonly StoredModel[]>;
  /** Asks the browser alone; nothing is fetched. */
  readonly browserModel: () => Promise<BrowserModelState>;
  readonly remove: (ref: HubModelRef) => Promise<void>;
  readonly usage: () => Promise<StorageUsage>;
  readonly clear: (kind: "captions" | "embeddings" | "thumbnails") => Promise<void>;
  /** Asks the browser not to clear this page's storage. */
  readonly persist: () => Promise<boolean>;
  /** Address of the hub or mirror, without a slash at its end; kept in this browser. */
  readonly hubAddress: () => string;
  readonly setHubAddress: (address: string) => void;
}
