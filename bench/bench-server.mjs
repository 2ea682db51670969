// @ts-check
/**
 * Builds a page of the benchmark as the product is built and serves it: its own files, the models and samples of public/, the data folder
 * under /data/, and /exchange/, a temporary folder through which the page and the Python peers hand each other numbers.
 */
import { createReadStream } from "node:fs";
import { mkdir, mkdtemp, rm, stat, writeFile } from "node:fs/promises";
import { createServer } from "node:http";
import { tmpdir } from "node:os";
import { extname, join, normalize, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import react from "@vitejs/plugin-react";
import { build } from "vite";

const ROOT = fileURLToPath(new URL("..", import.meta.url));

/** As the product's server sends them: shared memory needs an isolated page. */
const ISOLATION = {
  "Cross-Origin-Opener-Policy": "same-origin",
  "Cross-Origin-Embedder-Policy": "require-corp",
};

/** @type {Readonly<Record<string, string>>} */
const TYPES = {
  ".html": "text/html",
  ".js": "text/javascript",
  ".mjs": "text/javascript",
  ".css": "text/css",
  ".json": "application/json",
  ".wasm": "application/wasm",
  ".svg": "image/svg+xml",
  ".png": "image/png",
  ".jpg": "image/jpeg",
  ".webp": "image/webp",
};

/**
 * @typedef {{ address: string, exchange: string, close: () => Promise<void> }} BenchServer
 * @param {string} data the data folder, which need not exist
 * @returns {Promise<BenchServer>}
 */
export async function startBenchServer(data) {
  const folder = await mkdtemp(join(tmpdir(), "ganet-bench-"));
  const page = join(folder, "page");
  const exchange = join(folder, "exchange");
  await mkdir(exchange);
  await buildPage(page);
  const routes = [
    { prefix: "/data/", folder: data },
    { prefix: "/exchange/", folder: exchange },
    { prefix: "/models/", folder: join(ROOT, "public/models") },
    { prefix: "/samples/", folder: join(ROOT, "public/samples") },
    { prefix: "/", folder: page },
  ];
  const server = createServer((request, response) => {
    const path = decodeURIComponent(new URL(request.url ?? "/", "http://localhost").pathname);
    const route = routes.find(({ prefix }) => path.startsWith(prefix));
    const file = join(route?.folder ?? page, normalize(path.slice(route?.prefix.length ?? 0)));
    answer(request, response, file, route?.folder === exchange).catch(() => {
      response.writeHead(404).end();
    });
  });
  await new Promise((resolve) => server.listen(0, "localhost", () => resolve(undefined)));
  const bound = server.address();
  if (bound === null || typeof bound === "string") throw new Error("no port to be had");
  return {
    address: `http://localhost:${bound.port}/`,
    exchange,
    close: async () => {
      server.closeAllConnections();
      await new Promise((closed) => server.close(closed));
      await rm(folder, { recursive: true, force: true });
    },
  };
}

/** @param {string} outDir */
async function buildPage(outDir) {
  await build({
    configFile: false,
    root: resolve(ROOT, "bench/page"),
    base: "./",
    publicDir: false,
    logLevel: "error",
    plugins: [react()],
    worker: { format: "es" },
    build: {
      outDir,
      emptyOutDir: true,
      target: "esnext",
      assetsInlineLimit: 0,
      chunkSizeWarningLimit: 5000,
      rolldownOptions: { checks: { bundlerTimings: false } },
    },
  });
}

/**
 * @param {import("node:http").IncomingMessage} request
 * @param {import("node:http").ServerResponse} response
 * @param {string} file
 * @param {boolean} writable
 */
async function answer(request, response, file, writable) {
  if (request.method === "PUT" && writable) {
    /** @type {Uint8Array[]} */
    const chunks = [];
    for await (const chunk of request) chunks.push(chunk);
    await writeFile(file, Buffer.concat(chunks));
    response.writeHead(204).end();
    return;
  }
  const path = (await stat(file)).isDirectory() ? join(file, "index.html") : file;
  const { size } = await stat(path);
  response.writeHead(200, {
    ...ISOLATION,
    "Content-Type": TYPES[extname(path)] ?? "application/octet-stream",
    "Content-Length": size,
    "Cache-Control": "no-store",
  });
  createReadStream(path).pipe(response);
}
