/** The ways in for photos: the directory picker, the file input for folders, and a drop. Each is called straight from a gesture. */

import { walkEntries, walkHandle, type Walked } from "./directory-walk.ts";
import { createFolderSource, type FolderSource } from "./folder-source.ts";
import { askToRead, permissionDenied } from "./remembered-session.ts";

/** What photos are called that came without a folder around them. */
const LOOSE_FILES = "Dropped files";

export function canPickDirectory(): boolean {
  return typeof window.showDirectoryPicker === "function";
}

/**
 * @returns null when the visitor closed the picker
 * @throws StudioError dataset/permission-denied
 */
export async function pickDirectory(): Promise<FolderSource | null> {
  try {
    const handle = await window.showDirectoryPicker?.({ id: "photos", mode: "read" });
    return handle === undefined ? null : await folderOfHandle(handle);
  } catch (error) {
    if (!(error instanceof DOMException)) throw error;
    if (error.name === "AbortError") return null;
    throw permissionDenied("you chose", error);
  }
}

/** @throws StudioError dataset/permission-denied */
export async function folderOfHandle(handle: FileSystemDirectoryHandle): Promise<FolderSource> {
  await askToRead(handle);
  const { files, emptyFolders } = await walkHandle(handle);
  return createFolderSource(handle.name, files, emptyFolders, handle);
}

/** Files of `<input webkitdirectory>`, whose paths begin with the folder's own name, or of a plain file input. */
export function folderOfFiles(list: Iterable<File>): FolderSource {
  const files = Array.from(list, (file) => ({ path: file.webkitRelativePath || file.name, file }));
  const root = files[0]?.path.split("/")[0] ?? LOOSE_FILES;
  if (!files.every(({ path }) => path.startsWith(`${root}/`))) {
    return createFolderSource(LOOSE_FILES, files, [], null);
  }
  const inside = files.map(({ path, file }) => ({ path: path.slice(root.length + 1), file }));
  return createFolderSource(root, inside, [], null);
}

/**
 * One dropped folder (with its handle where the browser gives one), several, or loose files. What the drop carries is gone after the
 * event, so everything is taken from it before the first await.
 *
 * @returns null when the drop holds no files
 * @throws StudioError dataset/permission-denied
 */
export async function folderOfDrop(transfer: DataTransfer): Promise<FolderSource | null> {
  const items = Array.from(transfer.items).filter((item) => item.kind === "file");
  const entries = items.flatMap((item) => item.webkitGetAsEntry() ?? []);
  const loose = Array.from(transfer.files);
  const [only] = items;
  const pendingHandle = items.length === 1 ? only?.getAsFileSystemHandle?.() : undefined;
  // A list of files is complete where a thousand and more single entries are not.
  if (entries.every((entry) => entry.isFile))
    return loose.length === 0 ? null : folderOfFiles(loose);
  const handle = await pendingHandle?.catch(() => null);
  if (handle instanceof FileSystemDirectoryHandle) return folderOfHandle(handle);
  const [folder] = entries;
  const walked = await walkEntries(entries);
  return entries.length === 1 && folder !== undefined
    ? unwrap(folder.name, walked)
    : createFolderSource(LOOSE_FILES, walked.files, walked.emptyFolders, null);
}

/** Paths without the dropped folder's own name in front. */
function unwrap(name: string, { files, emptyFolders }: Walked): FolderSource {
  const start = name.length + 1;
  return createFolderSource(
    name,
    files.map(({ path, file }) => ({ path: path.slice(start), file })),
    emptyFolders.map((path) => path.slice(start)).filter((path) => path !== ""),
    null,
  );
}
