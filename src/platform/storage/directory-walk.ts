/** Reads all files below a directory, from a handle or from the older entry of a drop. */

import { StudioError } from "../../errors.ts";
import type { SourceFile } from "./folder-source.ts";
import { permissionDenied } from "./remembered-session.ts";

export interface Walked {
  readonly files: SourceFile[];
  /** Paths of directories without any entry. */
  readonly emptyFolders: string[];
}

/**
 * A file that vanishes during the walk is left out.
 *
 * @throws StudioError dataset/permission-denied, or dataset/folder-changed when the directory is gone
 */
export async function walkHandle(directory: FileSystemDirectoryHandle): Promise<Walked> {
  const walked: Walked = { files: [], emptyFolders: [] };
  try {
    await walkHandleInto(directory, "", walked);
  } catch (error) {
    if (nameOf(error) === "NotAllowedError") throw permissionDenied(directory.name, error);
    if (nameOf(error) !== "NotFoundError") throw error;
    const text = `The folder ${directory.name} was moved, renamed or deleted.`;
    throw new StudioError("dataset/folder-changed", text, { path: directory.name }, error);
  }
  return walked;
}

async function walkHandleInto(
  directory: FileSystemDirectoryHandle,
  prefix: string,
  walked: Walked,
): Promise<void> {
  const files: Promise<void>[] = [];
  const directories: FileSystemDirectoryHandle[] = [];
  for await (const entry of directory.values()) {
    if (entry.kind === "directory") directories.push(entry);
    else files.push(addFile(entry, `${prefix}${entry.name}`, walked));
  }
  if (files.length + directories.length === 0 && prefix !== "") {
    walked.emptyFolders.push(prefix.slice(0, -1));
  }
  await Promise.all(files);
  for (const child of directories) await walkHandleInto(child, `${prefix}${child.name}/`, walked);
}

async function addFile(entry: FileSystemFileHandle, path: string, walked: Walked): Promise<void> {
  try {
    walked.files.push({ path, file: await entry.getFile() });
  } catch (error) {
    if (nameOf(error) !== "NotFoundError") throw error;
  }
}

/** Entries of a drop; each one's name begins its path. */
export async function walkEntries(entries: readonly FileSystemEntry[]): Promise<Walked> {
  const walked: Walked = { files: [], emptyFolders: [] };
  for (const entry of entries) await walkEntryInto(entry, entry.name, walked);
  return walked;
}

async function walkEntryInto(entry: FileSystemEntry, path: string, walked: Walked): Promise<void> {
  if (isFileEntry(entry)) {
    walked.files.push({ path, file: await fileOf(entry) });
  } else if (isDirectoryEntry(entry)) {
    const children = await childrenOf(entry);
    if (children.length === 0) walked.emptyFolders.push(path);
    for (const child of children) await walkEntryInto(child, `${path}/${child.name}`, walked);
  }
}

function isFileEntry(entry: FileSystemEntry): entry is FileSystemFileEntry {
  return entry.isFile;
}

function isDirectoryEntry(entry: FileSystemEntry): entry is FileSystemDirectoryEntry {
  return entry.isDirectory;
}

function fileOf(entry: FileSystemFileEntry): Promise<File> {
  return new Promise((resolve, reject) => {
    entry.file(resolve, (error) => reject(permissionDenied(entry.name, error)));
  });
}

/** readEntries gives at most a hundred at a time; an empty answer ends the list. */
async function childrenOf(directory: FileSystemDirectoryEntry): Promise<FileSystemEntry[]> {
  const reader = directory.createReader();
  const children: FileSystemEntry[] = [];
  for (;;) {
    const some = await new Promise<FileSystemEntry[]>((resolve, reject) => {
      reader.readEntries(resolve, (error) => reject(permissionDenied(directory.name, error)));
    });
    if (some.length === 0) return children;
    children.push(...some);
  }
}

function nameOf(error: unknown): string {
  return error instanceof Error ? error.name : "";
}
