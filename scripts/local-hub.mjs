// @ts-check
/**
 * A model hub of this computer for tests and for `npm run try -- --hub DIR`: the addresses, headers, redirects and range requests of
 * huggingface.co over a folder `owner/name/…`, with faults that can be switched on while it runs.
 * As a command: `node scripts/local-hub.mjs [--port 8787] [--folder e2e/tiny-hub/models] [--bytes-per-second 200000]`.
 */
import { createHash } from "node:crypto";
import { readFile, readdir, stat } from "node:fs/promises";
import { createServer } from "node:http";
import { join, normalize, relative, sep } from "node:path";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";

/**
 * @typedef {{
 *   bytesPerSecond?: number, cutAfterBytes?: number, status?: number, html?: boolean, flipByte?: boolean, extraBytes?: number, withoutRanges?: boolean,
 *   withoutCors?: boolean, withoutApi?: boolean, retryAfterSeconds?: number, only?: RegExp, times?: number,
 * }} Faults `only`: paths that are meant; `times`: how often a status or cut still happens, for ever where it is left out
 * @typedef {{ method: string, path: string, range: string | null, status: number }} LoggedRequest
 * @typedef {{ address: string, faults: Faults, log: LoggedRequest[], close: () => Promise<void> }} LocalHub
 */

const LARGE = /\.onnx(_data)?$/;

/** @param {string} folder @param {number} [port] @returns {Promise<LocalHub>} */
export async function createLocalHub(folder, port = 0) {
  /** @type {LocalHub} */
  const hub = { address: "", faults: {}, log: [], close: async () => undefined };
  const server = createServer((request, response) => {
    answer(folder, hub, request, response).catch((error) => {
      response.destroy(error);
    });
  });
  await new Promise((resolve, reject) => {
    server.once("error", reject);
    server.listen(port, "localhost", () => resolve(undefined));
  });
  const address = server.address();
  if (address === null || typeof address === "string") throw new Error("the hub has no port");
  hub.address = `http://localhost:${address.port}`;
  hub.close = () =>
    new Promise((resolve) => {
      server.closeAllConnections();
      server.close(() => resolve());
    });
  return hub;
}

/** @param {string} folder @param {LocalHub} hub @param {import("node:http").IncomingMessage} request @param {import("node:http").ServerResponse} response */
async function answer(folder, hub, request, response) {
  const path = decodeURIComponent(new URL(request.url ?? "/", hub.address).pathname);
  const range = request.headers.range ?? null;
  const method = request.method ?? "GET";
  const meant = hub.faults.only?.test(path) !== false;
  const faults = meant ? hub.faults : {};
  response.on("close", () => {
    // Without headers nothing was answered: the other side had gone.
    const status = response.headersSent ? response.statusCode : 0;
    hub.log.push({ method, path, range, status });
  });
  if (!faults.withoutCors) {
    response.setHeader("Access-Control-Allow-Origin", "*");
    response.setHeader("Access-Control-Allow-Headers", "Range, If-Range");
    response.setHeader(
      "Access-Control-Expose-Headers",
      "X-Repo-Commit,X-Linked-Size,X-Linked-Etag,ETag,Accept-Ranges,Content-Range,Content-Length",
    );
  }
  // A page that is cross-origin isolated takes nothing without it.
  response.setHeader("Cross-Origin-Resource-Policy", "cross-origin");
  if (method === "OPTIONS") {
    response.writeHead(204).end();
    return;
  }
  if (faults.status !== undefined && happens(faults)) {
    if (faults.retryAfterSeconds !== undefined) {
      response.setHeader("Retry-After", String(faults.retryAfterSeconds));
    }
    response.writeHead(faults.status, { "Content-Type": "text/plain" }).end("no");
    return;
  }
  const api = /^\/api\/models\/([^/]+\/[^/]+)\/revision\/([^/]+)$/.exec(path);
  if (api !== null && !faults.withoutApi) {
    await sendListing(folder, api[1] ?? "", response);
    return;
  }
  const resolved = /^\/([^/]+\/[^/]+)\/resolve\/([^/]+)\/(.+)$/.exec(path);
  const stored = /^\/cdn\/(.+)$/.exec(path);
  const file = resolved !== null ? `${resolved[1]}/${resolved[3]}` : (stored?.[1] ?? null);
  const bytes = file === null ? null : await readInside(folder, file);
  if (file === null || bytes === null) {
    response.writeHead(404, { "X-Error-Code": "EntryNotFound" }).end("Entry not found");
    return;
  }
  if (resolved !== null && LARGE.test(file)) {
    response.setHeader("X-Linked-Size", String(bytes.length));
    response.setHeader("X-Linked-Etag", `"${sha256(bytes)}"`);
    response.writeHead(302, { Location: `/cdn/${file}` }).end();
    return;
  }
  await sendBytes(bytes, faults, method, request.headers, response);
}

/** @param {Faults} faults */
function happens(faults) {
  if (faults.times === undefined) return true;
  faults.times -= 1;
  return faults.times >= 0;
}

/** @param {string} folder @param {string} id @param {import("node:http").ServerResponse} response */
async function sendListing(folder, id, response) {
  const root = join(folder, id);
  const files = await filesBelow(root).catch(() => null);
  if (files === null) {
    response
      .writeHead(404, { "Content-Type": "application/json" })
      .end('{"error":"Repository not found"}');
    return;
  }
  const hashed = await Promise.all(
    files.sort().map(async (path) => {
      const bytes = await readFile(path);
      const name = relative(root, path).split(sep).join("/");
      const blobId = createHash("sha1")
        .update(`blob ${bytes.length}\0`)
        .update(bytes)
        .digest("hex");
      return { name, size: bytes.length, sha256: sha256(bytes), blobId };
    }),
  );
  const siblings = hashed.map(({ name, size, sha256, blobId }) => ({
    rfilename: name,
    blobId,
    size,
    ...(LARGE.test(name) ? { lfs: { sha256, size } } : {}),
  }));
  // A folder has no commit; its content names it as well.
  const sha = createHash("sha1").update(JSON.stringify(hashed)).digest("hex");
  const license = await licenceOf(root);
  response
    .writeHead(200, { "Content-Type": "application/json" })
    .end(
      JSON.stringify({ id, sha, ...(license === null ? {} : { cardData: { license } }), siblings }),
    );
}

/** What the model card says, in the lines before its text. @param {string} root */
async function licenceOf(root) {
  const card = await readFile(join(root, "README.md"), "utf8").catch(() => "");
  const head = /^---\n([\s\S]*?)\n---/.exec(card)?.[1] ?? "";
  return /^license: *["']?([\w.-]+)/m.exec(head)?.[1] ?? null;
}

/** @param {Buffer} whole @param {Faults} faults @param {string} method @param {import("node:http").IncomingHttpHeaders} headers @param {import("node:http").ServerResponse} response */
async function sendBytes(whole, faults, method, headers, response) {
  const etag = `"${sha256(whole)}"`;
  const bytes = faults.html
    ? Buffer.from("<!doctype html><title>Sign in to this network</title>")
    : faults.flipByte
      ? Buffer.from(whole.map((byte, i) => (i === whole.length >> 1 ? byte ^ 1 : byte)))
      : Buffer.concat([whole, Buffer.alloc(faults.extraBytes ?? 0)]);
  const match = /^bytes=(\d+)-$/.exec(headers.range ?? "");
  const resumes =
    match !== null &&
    !faults.withoutRanges &&
    (headers["if-range"] === undefined || headers["if-range"] === etag);
  const start = resumes ? Number(match[1]) : 0;
  if (resumes && start >= bytes.length) {
    response.writeHead(416, { "Content-Range": `bytes */${bytes.length}` }).end();
    return;
  }
  response.writeHead(resumes ? 206 : 200, {
    "Content-Type": faults.html ? "text/html" : "application/octet-stream",
    "Content-Length": bytes.length - start,
    "Accept-Ranges": "bytes",
    ETag: etag,
    ...(resumes ? { "Content-Range": `bytes ${start}-${bytes.length - 1}/${bytes.length}` } : {}),
  });
  if (method === "HEAD") {
    response.end();
    return;
  }
  await trickle(bytes.subarray(start), faults, response);
}

/** @param {Buffer} bytes @param {Faults} faults @param {import("node:http").ServerResponse} response */
async function trickle(bytes, faults, response) {
  const { bytesPerSecond = 0, cutAfterBytes } = faults;
  const isCut = cutAfterBytes !== undefined && cutAfterBytes < bytes.length && happens(faults);
  const end = isCut ? cutAfterBytes : bytes.length;
  const step = bytesPerSecond > 0 ? Math.max(1, Math.round(bytesPerSecond / 20)) : 65_536;
  for (let at = 0; at < end && !response.destroyed; at += step) {
    response.write(bytes.subarray(at, Math.min(end, at + step)));
    if (bytesPerSecond > 0) await new Promise((resolve) => setTimeout(resolve, 50));
  }
  if (isCut) {
    // What was written arrives before the connection ends.
    await new Promise((resolve) => setTimeout(resolve, 50));
    response.destroy();
  } else response.end();
}

/** @param {string} folder @param {string} path */
async function readInside(folder, path) {
  const place = normalize(join(folder, path));
  if (!place.startsWith(normalize(folder) + sep)) return null;
  const found = await stat(place).catch(() => null);
  return found?.isFile() ? readFile(place) : null;
}

/** @param {string} folder @returns {Promise<string[]>} */
async function filesBelow(folder) {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  return entries
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name));
}

/** @param {Buffer} bytes */
function sha256(bytes) {
  return createHash("sha256").update(bytes).digest("hex");
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const { values } = parseArgs({
    options: {
      port: { type: "string", default: "8787" },
      folder: { type: "string", default: "e2e/tiny-hub/models" },
      "bytes-per-second": { type: "string", default: "0" },
    },
  });
  const hub = await createLocalHub(values.folder, Number(values.port));
  hub.faults.bytesPerSecond = Number(values["bytes-per-second"]);
  console.log(`The models in ${values.folder} at ${hub.address}`);
}
