/** What the service worker knows of the built page's files, and how it answers for them. Pure, so that Node tests it. */

/** A file of the build, by the hash of its content. */
export interface KeptFile {
  /** Path below the page's address, "assets/index.js". */
  readonly path: string;
  readonly bytes: number;
  readonly sha256: string;
  /** Needed to open the page; the others (models, samples, wasm) are kept in the background. */
  readonly first: boolean;
}

/** What the page asks of the service worker. */
export type WorkerRequest = "keep-more" | "use-now";

/** What it tells the page meanwhile. */
export interface KeepingReport {
  readonly doneBytes: number;
  readonly totalBytes: number;
  /** True once every file is here, false while they come, and when one could not be had. */
  readonly whole: boolean;
  /** Why it stopped before the end; null otherwise. */
  readonly problem: string | null;
}

/**
 * The path of a request below `scope`, without its query; the page itself is index.html.
 * @returns null for what the worker leaves alone: another origin, another folder, or anything but GET
 */
export function pathBelow(
  scope: string,
  { method, url }: { readonly method: string; readonly url: string },
): string | null {
  const { origin, pathname } = new URL(url);
  const home = new URL(scope);
  if (method !== "GET" || origin !== home.origin || !pathname.startsWith(home.pathname))
    return null;
  const path = decodeURIComponent(pathname.slice(home.pathname.length));
  return path === "" ? "index.html" : path;
}

/** Where a file is kept: by name and content, so that two versions of the page never share one. */
export function keptAddress(scope: string, { path, sha256 }: KeptFile): string {
  return new URL(`${path}?sha256=${sha256}`, scope).href;
}

/** The headers that make a page cross-origin isolated, so that wasm may use threads wherever the page is served from. */
export function isolated(headers: Headers): Headers {
  const all = new Headers(headers);
  all.set("Cross-Origin-Opener-Policy", "same-origin");
  all.set("Cross-Origin-Embedder-Policy", "require-corp");
  all.set("Cross-Origin-Resource-Policy", "same-origin");
  return all;
}
