/**
 * Keeps the page's files in this browser, so that the page works without a network, and adds the headers of cross-origin isolation.
 * Own code, because what it has to do differs from a precache: files are kept by the hash of their content, so that versions cannot mix and an
 * unchanged model of 20 MB is not fetched again; large ones come after the page is there; and every answer gets headers.
 */

import {
  isolated,
  keptAddress,
  pathBelow,
  type KeepingReport,
  type KeptFile,
  type WorkerRequest,
} from "./kept-files.ts";

declare const self: ServiceWorkerGlobalScope;

/** The build puts the list of its files here (scripts/kept-files-plugin.mjs). */
const FILES = JSON.parse("%KEPT_FILES%") as readonly KeptFile[];
const BY_PATH = new Map(FILES.map((file) => [file.path, file]));
const CACHE = "ganet-files";
/** Present while every file of the version that is in use is kept. */
const WHOLE = "kept-whole";

/** A second or two of fetching. */
const FILES_A_STEP = 64;
const BYTES_A_STEP = 4_000_000;

const scope = self.registration.scope;

self.addEventListener("install", (event) => {
  event.waitUntil(install());
});

self.addEventListener("activate", (event) => {
  event.waitUntil(activate());
});

self.addEventListener("fetch", (event) => {
  const path = pathBelow(scope, event.request);
  if (path !== null) event.respondWith(answer(event.request, path));
});

self.addEventListener("message", (event) => {
  const request = event.data as WorkerRequest;
  if (request === "use-now") event.waitUntil(self.skipWaiting());
  else event.waitUntil(keepMore().then((report) => event.source?.postMessage(report)));
});

/** A version is there only with all that opens it, and, where the page worked offline before, with everything. */
async function install(): Promise<void> {
  const cache = await caches.open(CACHE);
  const wasWhole = (await cache.match(new URL(WHOLE, scope))) !== undefined;
  for (const file of FILES) {
    if (file.first || wasWhole) await keep(cache, file);
  }
}

async function activate(): Promise<void> {
  await self.clients.claim();
  // Another tab may still run the version before, whose files it loads when it needs them.
  const pages = await self.clients.matchAll({ type: "window" });
  if (pages.length > 1) return;
  const cache = await caches.open(CACHE);
  const mine = new Set(FILES.map((file) => keptAddress(scope, file)));
  mine.add(new URL(WHOLE, scope).href);
  for (const { url } of await cache.keys()) {
    if (!mine.has(url)) await cache.delete(url);
  }
}

async function answer(request: Request, path: string): Promise<Response> {
  const cache = await caches.open(CACHE);
  const file = BY_PATH.get(path);
  const response =
    file === undefined
      ? // A file of the version before, for a tab that still runs it; or none of the page's.
        ((await cache.match(new URL(path, scope), { ignoreSearch: true })) ??
        (await fetch(request)))
      : await fileOf(cache, file);
  // A redirect cannot be read, and an answer without a body may have none.
  if (response.type === "opaqueredirect" || response.type === "error") return response;
  const body = [101, 204, 205, 304].includes(response.status) ? null : response.body;
  return new Response(body, {
    status: response.status,
    statusText: response.statusText,
    headers: isolated(response.headers),
  });
}

/** What the host has under the name of a file is checked before it is used: a model of another version would give other numbers. */
async function fileOf(cache: Cache, file: KeptFile): Promise<Response> {
  const address = keptAddress(scope, file);
  const kept = await cache.match(address);
  if (kept !== undefined) return kept;
  await keep(cache, file);
  return (await cache.match(address)) ?? Response.error();
}

/** @throws TypeError for a file that is not the one that this version was built with */
async function keep(cache: Cache, file: KeptFile): Promise<void> {
  const address = keptAddress(scope, file);
  if ((await cache.match(address)) !== undefined) return;
  const response = await fetch(new URL(file.path, scope), { cache: "no-cache" });
  if (!response.ok) throw new TypeError(`${file.path}: HTTP ${String(response.status)}`);
  const bytes = await response.arrayBuffer();
  const digest = new Uint8Array(await crypto.subtle.digest("SHA-256", bytes));
  const sha256 = Array.from(digest, (byte) => byte.toString(16).padStart(2, "0")).join("");
  if (sha256 !== file.sha256) throw new TypeError(`${file.path} is of another version.`);
  const headers = new Headers({ "Content-Length": String(bytes.byteLength) });
  const type = response.headers.get("Content-Type");
  if (type !== null) headers.set("Content-Type", type);
  await cache.put(address, new Response(bytes, { headers }));
}

/**
 * A step of keeping everything. In steps, because a worker that is at work cannot give way to the version that waits: the page asks for the
 * next one when it has heard of this.
 */
async function keepMore(): Promise<KeepingReport> {
  const cache = await caches.open(CACHE);
  const kept = new Set((await cache.keys()).map(({ url }) => url));
  const missing = FILES.filter((file) => !kept.has(keptAddress(scope, file)));
  const totalBytes = bytesOf(FILES);
  const missingBytes = bytesOf(missing);
  const step = missing.slice(0, FILES_A_STEP);
  try {
    let bytes = 0;
    for (const file of step) {
      await keep(cache, file);
      bytes += file.bytes;
      if (bytes > BYTES_A_STEP) break;
    }
    const whole = bytes === missingBytes;
    if (whole) await cache.put(new URL(WHOLE, scope), new Response());
    return { doneBytes: totalBytes - missingBytes + bytes, totalBytes, whole, problem: null };
  } catch (error) {
    const problem = error instanceof Error ? error.message : String(error);
    return { doneBytes: totalBytes - missingBytes, totalBytes, whole: false, problem };
  }
}

function bytesOf(files: readonly KeptFile[]): number {
  return files.reduce((sum, { bytes }) => sum + bytes, 0);
}
