/** The worker's side of a download: each file into place, from where an earlier download stopped, and checked before it counts. */

import { StudioError } from "../../errors.ts";
import type { HubFile, ModelPlan } from "../../pipeline/models/hub-model.ts";
import type { DownloadProgress } from "../../studio/model-ports.ts";
import {
  modelDirectory,
  readManifest,
  storedBytes,
  writeManifest,
  type ModelManifest,
} from "../storage/model-store.ts";
import { storageError } from "../storage/origin-directory.ts";
import { hexDigest } from "../storage/sha256-hex.ts";
import { askFile, fileAddress, hubFetch } from "./hub-client.ts";

/** Pauses before a cut connection is tried again, in milliseconds; each try that brings bytes starts them anew. */
const PAUSES_MS = [500, 1000, 2000, 4000];
const REPORT_EVERY_MS = 150;
/** The rate is that of about the last seconds. */
const RATE_WINDOW_MS = 4000;

export interface DownloadOrder {
  readonly plan: ModelPlan;
  /** Address of the hub, without a slash at its end. */
  readonly hub: string;
}

/** @throws StudioError models/* or storage/*; what has arrived stays for the next time */
export function downloadFiles(
  { plan, hub }: DownloadOrder,
  onProgress: (progress: DownloadProgress) => void,
): Promise<void> {
  const { id, revision } = plan.ref;
  return storeFiles(plan, onProgress, async (file, access, report) => {
    const address = fileAddress(hub, id, revision, file.path);
    await checkVersion(address, file, access);
    // A hash, or a version that is the same before and after, checks what was put together from several downloads. Without either each
    // download begins the file anew, and joins cut connections alone: the files of a commit do not change.
    const isChecked = hasHash(file) || file.version !== undefined;
    if (access.getSize() > file.bytes || !isChecked) access.truncate(0);
    await fetchRest(address, file, access, report);
    await checkVersion(address, file, access);
  });
}

/** @throws StudioError models/wrong-file where a mirror no longer has the file that was looked up; what is here of it is thrown away then */
async function checkVersion(
  address: string,
  file: HubFile,
  access: FileSystemSyncAccessHandle,
): Promise<void> {
  if (file.version === undefined) return;
  const now = await askFile(address, file.path);
  if (now?.version === file.version && now.bytes === file.bytes) return;
  access.truncate(0);
  throw wrongFile(
    file,
    "the mirror has changed it since; look the model up again and, where this browser's storage answers, ask the mirror",
  );
}

/** From files of this computer. @throws StudioError models/wrong-file or storage/* */
export function copyFiles(
  plan: ModelPlan,
  files: ReadonlyMap<string, Blob>,
  onProgress: (progress: DownloadProgress) => void,
): Promise<void> {
  return storeFiles(plan, onProgress, async (file, access, report) => {
    const blob = files.get(file.path);
    if (blob === undefined) throw wrongFile(file, "it is not in the folder");
    access.truncate(0);
    try {
      await writeBody(new Response(blob), file, access, report);
    } catch (error) {
      if (error instanceof StudioError) throw error;
      throw wrongFile(file, "it cannot be read any more");
    }
  });
}

type Fill = (file: HubFile, access: FileSystemSyncAccessHandle, report: Report) => Promise<void>;

async function storeFiles(
  plan: ModelPlan,
  onProgress: (progress: DownloadProgress) => void,
  fill: Fill,
): Promise<void> {
  const { id, revision } = plan.ref;
  const directory = await modelDirectory(id, revision, true);
  if (directory === null) throw new TypeError("a directory that is made is there");
  let manifest = await noteWhole(directory, plan, []);
  const whole = new Set(manifest.whole);
  const report = createReporter(plan, whole, onProgress);
  for (const file of plan.files) {
    if (whole.has(file.path)) continue;
    await storeFile(directory, file, report, fill);
    whole.add(file.path);
    manifest = await noteWhole(directory, plan, [file.path]);
  }
  const gone = plan.files.find(({ path }) => !manifest.whole.includes(path));
  if (gone === undefined) return;
  const text = `${gone.path} was deleted while the rest of the model was stored.`;
  throw new StudioError("models/interrupted", text, { path: gone.path });
}

/**
 * Puts the plan beside those that were begun before, and the checked files beside theirs. It is read anew each time, since another tab may
 * delete another number format meanwhile; what is no longer there is not called whole again.
 */
async function noteWhole(
  directory: FileSystemDirectoryHandle,
  plan: ModelPlan,
  checked: readonly string[],
): Promise<ModelManifest> {
  const { id, revision, dtype } = plan.ref;
  const before = await readManifest(directory);
  const others = before?.plans.filter(({ ref }) => ref.dtype !== dtype) ?? [];
  const whole = new Set([...(before?.whole ?? []), ...checked]);
  for (const file of plan.files) {
    if ((await storedBytes(directory, file)) < file.bytes) whole.delete(file.path);
  }
  const begunAt = before === null ? Date.now() : before.begunAt;
  const manifest = {
    id,
    revision,
    plans: [...others, plan],
    whole: [...whole],
    ...(begunAt === undefined ? {} : { begunAt }),
  };
  await writeManifest(directory, manifest);
  return manifest;
}

type Report = (file: HubFile, doneBytes: number, force: boolean) => void;

function createReporter(
  plan: ModelPlan,
  whole: ReadonlySet<string>,
  onProgress: (progress: DownloadProgress) => void,
): Report {
  const totalBytes = plan.files.reduce((sum, { bytes }) => sum + bytes, 0);
  const samples: { readonly time: number; readonly bytes: number }[] = [];
  let shownAt = Number.NEGATIVE_INFINITY;
  return (file, fileDoneBytes, force) => {
    const time = performance.now();
    if (!force && time - shownAt < REPORT_EVERY_MS) return;
    shownAt = time;
    const before = plan.files.reduce(
      (sum, { path, bytes }) => (whole.has(path) && path !== file.path ? sum + bytes : sum),
      0,
    );
    const doneBytes = before + fileDoneBytes;
    samples.push({ time, bytes: doneBytes });
    while (samples.length > 2 && time - (samples[0]?.time ?? time) > RATE_WINDOW_MS)
      samples.shift();
    const first = samples[0];
    const seconds = first === undefined ? 0 : (time - first.time) / 1000;
    const bytesPerSecond =
      first === undefined || seconds < 0.5 ? null : (doneBytes - first.bytes) / seconds;
    onProgress({
      path: file.path,
      fileDoneBytes,
      fileBytes: file.bytes,
      doneBytes,
      totalBytes,
      bytesPerSecond,
    });
  };
}

async function storeFile(
  directory: FileSystemDirectoryHandle,
  file: HubFile,
  report: Report,
  fill: Fill,
): Promise<void> {
  const handle = await directory.getFileHandle(encodeURIComponent(file.path), { create: true });
  const access = await openAccess(handle);
  try {
    await fill(file, access, report);
    access.flush();
  } finally {
    access.close();
  }
  await checkWhole(handle, file);
  report(file, file.bytes, true);
}

async function openAccess(handle: FileSystemFileHandle): Promise<FileSystemSyncAccessHandle> {
  try {
    return await handle.createSyncAccessHandle();
  } catch (error) {
    throw storageError(error);
  }
}

/** Asks for what is missing until it is there; a cut connection is tried again where it ended. */
async function fetchRest(
  address: string,
  file: HubFile,
  access: FileSystemSyncAccessHandle,
  report: Report,
): Promise<void> {
  let failures = 0;
  let hasBegun = false;
  while (access.getSize() < file.bytes || file.bytes === 0) {
    const start = access.getSize();
    try {
      const headers: HeadersInit = start === 0 ? {} : { Range: `bytes=${start}-` };
      // The browser's cache would keep the file a second time, and asks for ranges of its own where it holds a part.
      const response = await hubFetch(address, { headers, cache: "no-store" });
      // A server without range requests sends the file from its beginning.
      if (start > 0 && response.status !== 206) access.truncate(0);
      hasBegun = true;
      await writeBody(response, file, access, report);
      if (file.bytes === 0 || access.getSize() >= file.bytes) return;
      throw new TypeError("the connection ended early");
    } catch (error) {
      // A network that goes may come back; one that was never there is told at once.
      const isGone = error instanceof StudioError && error.code === "models/offline" && hasBegun;
      if (error instanceof StudioError && !isGone) throw error;
      failures = access.getSize() > start ? 1 : failures + 1;
      const pause = PAUSES_MS[failures - 1];
      if (pause === undefined) {
        if (isGone) throw error;
        const text = `${file.path} was cut at ${access.getSize()} of ${file.bytes} bytes.`;
        throw new StudioError("models/interrupted", text, { path: file.path }, error);
      }
      await new Promise((resolve) => setTimeout(resolve, pause));
    }
  }
}

async function writeBody(
  response: Response,
  file: HubFile,
  access: FileSystemSyncAccessHandle,
  report: Report,
): Promise<void> {
  if (response.headers.get("Content-Type")?.startsWith("text/html") === true) {
    throw wrongFile(file, "it is a web page; the network may ask for a sign-in of its own");
  }
  const reader = response.body?.getReader();
  if (reader === undefined) return;
  for (;;) {
    const { done, value } = await reader.read();
    if (done) return;
    const at = access.getSize();
    if (at + value.length > file.bytes)
      throw wrongFile(file, `it is longer than ${file.bytes} bytes`);
    writeAll(access, value, at);
    report(file, at + value.length, false);
  }
}

/** Some browsers write less than asked where the disk is full, and say so only by the count. */
function writeAll(
  access: FileSystemSyncAccessHandle,
  bytes: Uint8Array<ArrayBuffer>,
  at: number,
): void {
  let written: number;
  try {
    written = access.write(bytes, { at });
  } catch (error) {
    throw storageError(error);
  }
  if (written === bytes.length) return;
  access.truncate(at);
  throw storageError(new DOMException("short write", "QuotaExceededError"));
}

/** @throws StudioError models/wrong-file; the file is emptied then, so that it is not gone on with */
async function checkWhole(handle: FileSystemFileHandle, file: HubFile): Promise<void> {
  const stored = await handle.getFile();
  let fault: string | null = null;
  if (stored.size !== file.bytes) fault = `it has ${stored.size} bytes instead of ${file.bytes}`;
  else if (!(await hasItsHash(stored, file))) {
    fault = "its bytes are not those that the hub's hash was made of";
  }
  if (fault === null) return;
  const access = await openAccess(handle);
  access.truncate(0);
  access.close();
  throw wrongFile(file, fault);
}

function hasHash({ sha256, gitSha1 }: HubFile): boolean {
  return sha256 !== null || gitSha1 !== undefined;
}

/** True also for a file without a hash. Whole in memory, as the file will be once more when its model is loaded. */
async function hasItsHash(stored: Blob, { sha256, gitSha1 }: HubFile): Promise<boolean> {
  if (sha256 !== null) return (await hexDigest("SHA-256", await stored.arrayBuffer())) === sha256;
  if (gitSha1 === undefined) return true;
  // Git hashes a file behind its kind and size.
  const blob = new Blob([`blob ${stored.size}\0`, stored]);
  return (await hexDigest("SHA-1", await blob.arrayBuffer())) === gitSha1;
}

function wrongFile({ path }: HubFile, why: string): StudioError {
  return new StudioError("models/wrong-file", `${path} is not what was asked for: ${why}.`, {
    path,
  });
}
