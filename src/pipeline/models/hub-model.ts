/** Models that are fetched from a hub: what the page must know of one to list, download, load and name it in results. */

/** What a model does in the data path. One model may do several (CLIP encodes images and texts). */
export type ModelRole = "captioner" | "image-encoder" | "text-encoder";

/**
 * Classes of models whose files, inputs and outputs the page knows. Which one a model belongs to is read from its config.json, so that
 * a model that is named by id is refused by the name of its class where the page cannot run it.
 */
export const MODEL_FAMILIES = [
  "clip",
  "siglip",
  "dinov2",
  "vit-gpt2",
  "smolvlm",
  "florence2",
] as const;
export type ModelFamily = (typeof MODEL_FAMILIES)[number];

/** How weights are stored, by the names that transformers.js has for them. */
export const DTYPES = ["fp32", "fp16", "q8", "q4", "q4f16"] as const;
export type Dtype = (typeof DTYPES)[number];

/** Exactly these weights: what a stored result is keyed by, together with how the model was used. */
export interface HubModelRef {
  /** "Xenova/clip-vit-base-patch32" */
  readonly id: string;
  /**
   * Commit of the hub. From a mirror that names none, "main-" and a digest of the versions of its files; of a folder of this computer,
   * "local-" and a digest of their contents.
   */
  readonly revision: string;
  readonly dtype: Dtype;
}

/** A file of a model as the hub lists it. */
export interface HubFile {
  /** Path below the model, "onnx/model.onnx". */
  readonly path: string;
  readonly bytes: number;
  /** Hash of the content where the hub gives one (files in large-file storage). */
  readonly sha256: string | null;
  /** Git's hash of the content, where the hub gives that one (files outside of large-file storage). */
  readonly gitSha1?: string;
  /** What a mirror without hashes tells contents of the file apart by: its ETag, else its date. Absent where it gives neither. */
  readonly version?: string;
}

/** A model's page on the hub, of one revision. All text is untrusted. */
export interface HubListing {
  readonly id: string;
  readonly revision: string;
  /** As the hub spells it ("apache-2.0"); null where it gives none. */
  readonly licence: string | null;
  readonly files: readonly HubFile[];
}

/** What is to be downloaded for some roles of a model with one dtype. */
export interface ModelPlan {
  readonly ref: HubModelRef;
  readonly family: ModelFamily;
  readonly roles: readonly ModelRole[];
  /** Length of its vectors, by its config; 0 for a captioner. */
  readonly dimension: number;
  readonly licence: string | null;
  readonly files: readonly HubFile[];
}

/** One entry of the registry: a model the page offers by name. */
export interface KnownModel {
  readonly id: string;
  /** As shown ("CLIP ViT-B/32"). */
  readonly name: string;
  readonly family: ModelFamily;
  readonly roles: readonly ModelRole[];
  /** No tiny model of the tests has its architecture: it is loaded as its family is, and its parts are others. */
  readonly untried?: true;
}

/** How a captioner writes. Everything that decides its text, apart from weights and image. */
export interface CaptionerSettings {
  /** What a model that reads a prompt is told; null is the first of its family, see captioner-prompts.ts. */
  readonly prompt: string | null;
  readonly maxTokens: number;
  /** Null writes the likeliest token each time. */
  readonly sampling: {
    readonly temperature: number;
    readonly topP: number;
    readonly seed: number;
  } | null;
  /** Clean-up rules, see captions/clean-up.ts. */
  readonly dropBoilerplate: boolean;
  readonly dropRepeats: boolean;
  /** Replaces the names of all classes in every caption. */
  readonly maskClassNames: boolean;
}

/** Its files were copied from a folder of this computer, and no hub has them. */
export function isLocal({ revision }: HubModelRef): boolean {
  return revision.startsWith("local-");
}

/** @returns the key under which results of exactly these weights are stored */
export function hubModelKey({ id, revision, dtype }: HubModelRef): string {
  return `${id}@${revision}#${dtype}`;
}
