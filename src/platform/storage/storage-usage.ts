/** What this page keeps in the browser's own file system, by kind. */

import type { StorageUsage } from "../../studio/model-ports.ts";
import { isMissing, originRoot, storageError } from "./origin-directory.ts";

type Kind = "captions" | "embeddings" | "thumbnails";

/** Results of these models are captions; all others are vectors. */
const isCaptions = (model: string): boolean => /tagger|#captions/u.test(model);

/** @throws StudioError storage/unavailable */
export async function storageUsage(): Promise<StorageUsage> {
  const root = await originRoot();
  try {
    const [models, thumbnails, results, estimate, persisted] = await Promise.all([
      bytesBelow(await child(root, "models")),
      bytesBelow(await child(root, "thumbnails")),
      resultBytes(await child(root, "results")),
      navigator.storage.estimate(),
      navigator.storage.persisted(),
    ]);
    return { models, thumbnails, ...results, quota: estimate.quota ?? null, persisted };
  } catch (error) {
    throw storageError(error);
  }
}

/**
 * Deletes all files of a kind; what is on screen stays until it is asked for again. The directories stay too: whoever writes into one
 * holds a handle to it, which would be dead.
 *
 * @throws StudioError storage/in-use while one of them is being written, storage/unavailable
 */
export async function clearStorage(kind: Kind): Promise<void> {
  const root = await originRoot();
  try {
    if (kind === "thumbnails") await empty(await child(root, "thumbnails"));
    else await emptyResults(root, kind);
  } catch (error) {
    throw storageError(error);
  }
}

async function emptyResults(
  root: FileSystemDirectoryHandle,
  kind: "captions" | "embeddings",
): Promise<void> {
  const results = await child(root, "results");
  if (results === null) return;
  for await (const name of results.keys()) {
    const holds = isCaptions(decodeURIComponent(name)) ? "captions" : "embeddings";
    if (holds === kind) await empty(await child(results, name));
  }
}

async function empty(directory: FileSystemDirectoryHandle | null): Promise<void> {
  if (directory === null) return;
  const names: string[] = [];
  for await (const name of directory.keys()) names.push(name);
  for (const name of names) {
    try {
      await directory.removeEntry(name, { recursive: true });
    } catch (error) {
      if (!isMissing(error)) throw error;
    }
  }
}

async function resultBytes(
  results: FileSystemDirectoryHandle | null,
): Promise<Pick<StorageUsage, "captions" | "embeddings">> {
  const sums = { captions: 0, embeddings: 0 };
  if (results === null) return sums;
  for await (const [name, entry] of results.entries()) {
    const kind = isCaptions(decodeURIComponent(name)) ? "captions" : "embeddings";
    sums[kind] += await bytesOf(entry);
  }
  return sums;
}

async function child(
  directory: FileSystemDirectoryHandle,
  name: string,
): Promise<FileSystemDirectoryHandle | null> {
  return directory.getDirectoryHandle(name).catch(() => null);
}

async function bytesBelow(directory: FileSystemDirectoryHandle | null): Promise<number> {
  let bytes = 0;
  if (directory === null) return bytes;
  for await (const entry of directory.values()) bytes += await bytesOf(entry);
  return bytes;
}

/** None of what is deleted while it is counted. */
async function bytesOf(entry: FileSystemHandle): Promise<number> {
  try {
    if (entry instanceof FileSystemDirectoryHandle) return await bytesBelow(entry);
    return entry instanceof FileSystemFileHandle ? (await entry.getFile()).size : 0;
  } catch (error) {
    if (isMissing(error)) return 0;
    throw error;
  }
}
