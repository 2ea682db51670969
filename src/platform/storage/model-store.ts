/**
 * Models in the browser's own file system (OPFS): models/<id>/<revision>/<file>, and a manifest of what was downloaded and found whole.
 * Files are written in place, so that a download goes on where it stopped; until its bytes were checked, a file counts as missing.
 */

import { StudioError } from "../../errors.ts";
import {
  DTYPES,
  MODEL_FAMILIES,
  type HubFile,
  type HubModelRef,
  type ModelPlan,
} from "../../pipeline/models/hub-model.ts";
import { isMissing, originRoot, storageError } from "./origin-directory.ts";
import {
  isCount,
  isString,
  listOf,
  objectOf,
  oneOf,
  optional,
  orNull,
  parseJson,
  type Check,
} from "./shape-checks.ts";

const MANIFEST = "manifest.json";

/** What is known of the stored files of one revision of a model. */
export interface ModelManifest {
  readonly id: string;
  readonly revision: string;
  /** One for each number format whose download was begun. */
  readonly plans: readonly ModelPlan[];
  /** Paths of files whose bytes were checked. */
  readonly whole: readonly string[];
  /** When its first download began, in milliseconds since 1970; those of earlier versions of the page have none. */
  readonly begunAt?: number;
}

export interface ModelFiles {
  /** Null unless the file is stored whole. */
  readonly read: (path: string) => Promise<Blob | null>;
}

const isFile: Check = objectOf<HubFile>({
  path: isString,
  bytes: isCount,
  sha256: orNull(isString),
  gitSha1: optional(isString),
  version: optional(isString),
});
const isManifest = objectOf<ModelManifest>({
  id: isString,
  revision: isString,
  plans: listOf(
    objectOf<ModelPlan>({
      ref: objectOf<HubModelRef>({ id: isString, revision: isString, dtype: oneOf(...DTYPES) }),
      family: oneOf(...MODEL_FAMILIES),
      roles: listOf(oneOf("captioner", "image-encoder", "text-encoder")),
      dimension: isCount,
      licence: orNull(isString),
      files: listOf(isFile),
    }),
  ),
  whole: listOf(isString),
  begunAt: optional(isCount),
});

/** @throws StudioError models/not-stored */
export async function openModelFiles(id: string, revision: string): Promise<ModelFiles> {
  const directory = await modelDirectory(id, revision, false);
  const manifest = directory === null ? null : await readManifest(directory);
  if (directory === null || manifest === null) {
    throw new StudioError("models/not-stored", `${id} is not stored in this browser.`, { id });
  }
  const whole = new Set(manifest.whole);
  return {
    read: async (path) => (whole.has(path) ? fileIn(directory, path) : null),
  };
}

/** Null where there is none and none is to be made, or the browser keeps no files. */
export async function modelDirectory(
  id: string,
  revision: string,
  create: boolean,
): Promise<FileSystemDirectoryHandle | null> {
  try {
    let directory = await navigator.storage.getDirectory();
    for (const name of ["models", id, revision]) {
      directory = await directory.getDirectoryHandle(encodeURIComponent(name), { create });
    }
    return directory;
  } catch (error) {
    if (!create) return null;
    throw storageError(error);
  }
}

export async function readManifest(
  directory: FileSystemDirectoryHandle,
): Promise<ModelManifest | null> {
  const file = await fileIn(directory, MANIFEST);
  const value = file === null ? null : parseJson(await file.text());
  return isStoredManifest(value) ? value : null;
}

function isStoredManifest(value: unknown): value is ModelManifest {
  return isManifest(value);
}

/** Replaces the manifest as a whole. @throws StudioError storage/quota-exceeded or storage/unavailable */
export async function writeManifest(
  directory: FileSystemDirectoryHandle,
  manifest: ModelManifest,
): Promise<void> {
  try {
    const handle = await directory.getFileHandle(MANIFEST, { create: true });
    const writable = await handle.createWritable();
    await writable.write(JSON.stringify(manifest));
    await writable.close();
  } catch (error) {
    throw storageError(error);
  }
}

async function fileIn(directory: FileSystemDirectoryHandle, path: string): Promise<File | null> {
  try {
    return await (await directory.getFileHandle(encodeURIComponent(path))).getFile();
  } catch {
    return null;
  }
}

/** Every stored revision of every model; entries that cannot be read are left out. @throws StudioError storage/unavailable */
export async function storedManifests(): Promise<readonly ModelManifest[]> {
  const manifests: ModelManifest[] = [];
  const root = await originRoot();
  const models = await root.getDirectoryHandle("models").catch(() => null);
  if (models === null) return manifests;
  for await (const model of models.values()) {
    if (!(model instanceof FileSystemDirectoryHandle)) continue;
    for await (const revision of model.values()) {
      if (!(revision instanceof FileSystemDirectoryHandle)) continue;
      // Another tab may write it just now.
      const manifest = await readManifest(revision).catch(() => null);
      if (manifest !== null) manifests.push(manifest);
    }
  }
  return manifests;
}

/** Bytes of the stored part of a file, whole or not. */
export async function storedBytes(
  directory: FileSystemDirectoryHandle,
  { path, bytes }: HubFile,
): Promise<number> {
  return Math.min(bytes, (await fileIn(directory, path))?.size ?? 0);
}

/** Removes one number format: its files, unless another format that stays needs them. @throws StudioError storage/* */
export async function removeModel(ref: HubModelRef): Promise<void> {
  const directory = await modelDirectory(ref.id, ref.revision, false);
  if (directory === null) return;
  const manifest = await readManifest(directory);
  const plans = manifest?.plans.filter((plan) => plan.ref.dtype !== ref.dtype) ?? [];
  if (manifest === null || plans.length === 0) {
    return removeRevision(ref);
  }
  const kept = new Set(plans.flatMap(({ files }) => files.map(({ path }) => path)));
  const whole = manifest.whole.filter((path) => kept.has(path));
  // First the manifest: a file that stays behind takes space, one that is missed would be an error.
  await writeManifest(directory, { ...manifest, plans, whole });
  for (const { files } of manifest.plans) {
    for (const { path } of files) {
      if (kept.has(path)) continue;
      await directory.removeEntry(encodeURIComponent(path)).catch(() => undefined);
    }
  }
}

async function removeRevision({ id, revision }: HubModelRef): Promise<void> {
  const root = await originRoot();
  try {
    const models = await root.getDirectoryHandle("models");
    const model = await models.getDirectoryHandle(encodeURIComponent(id));
    await model.removeEntry(encodeURIComponent(revision), { recursive: true });
  } catch (error) {
    // What another tab has removed meanwhile is gone, as was asked.
    if (!isMissing(error)) throw storageError(error);
  }
}
