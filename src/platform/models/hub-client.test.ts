/** What a mirror without the hub's API says of a model. */

import { createServer, type Server } from "node:http";
import { gzipSync } from "node:zlib";
import { afterEach, beforeEach, expect, it, vi } from "vitest";
import { askHub, fileAddress } from "./hub-client.ts";

const HUB = "https://mirror.test";

/** Headers by path below the model. */
let served: Map<string, Record<string, string>>;
let asked: string[];

beforeEach(() => {
  served = new Map([
    ["config.json", { "Content-Length": "12", ETag: '"a"' }],
    ["onnx/model.onnx", { "Content-Length": "7", ETag: '"b"' }],
  ]);
  asked = [];
  vi.stubGlobal("fetch", (address: string) => {
    asked.push(address);
    const headers = served.get(address.slice(`${HUB}/o/m/resolve/main/`.length));
    const body = JSON.stringify({ model_type: "dinov2", hidden_size: 2 });
    return Promise.resolve(
      headers === undefined ? new Response(null, { status: 404 }) : new Response(body, { headers }),
    );
  });
});

afterEach(() => {
  vi.unstubAllGlobals();
});

const revisionNow = async (): Promise<string> => (await askHub(HUB, "o/m")).listing.revision;

it("a mirror's revision changes with the versions of its files, and only with them", async () => {
  const before = await revisionNow();
  expect(before).toMatch(/^main-[0-9a-f]{32}$/u);
  expect(await revisionNow()).toBe(before);
  // Other weights of the same size.
  served.set("onnx/model.onnx", { "Content-Length": "7", ETag: '"c"' });
  expect(await revisionNow()).not.toBe(before);
});

it("a mirror's revision tells files apart that have no version by their size, and versions by their file", async () => {
  served.set("onnx/model.onnx", { "Content-Length": "7" });
  const before = await revisionNow();
  served.set("onnx/model.onnx", { "Content-Length": "8" });
  expect(await revisionNow()).not.toBe(before);
  // The same bytes, taken for another part of the model.
  served.set("onnx/vision_model.onnx", { "Content-Length": "7" });
  served.delete("onnx/model.onnx");
  expect(await revisionNow()).not.toBe(before);
});

it("a mirror without ETags tells versions apart by their dates", async () => {
  const dated = (day: number) => ({
    "Content-Length": "7",
    "Last-Modified": `Fri, ${day} Nov 2026 00:00:00 GMT`,
  });
  served.set("onnx/model.onnx", dated(20));
  const before = await revisionNow();
  served.set("onnx/model.onnx", dated(27));
  expect(await revisionNow()).not.toBe(before);
});

it("a mirror is asked for the branch that it has, whatever its revision is called here", async () => {
  const revision = await revisionNow();
  expect(fileAddress(HUB, "o/m", revision, "config.json")).toBe(
    `${HUB}/o/m/resolve/main/config.json`,
  );
  expect(fileAddress(HUB, "o/m", "0a1b", "config.json")).toBe(
    `${HUB}/o/m/resolve/0a1b/config.json`,
  );
  // First the API, which is not there.
  expect(asked.slice(1).every((address) => address.includes("/resolve/main/"))).toBe(true);
});

/** Compresses for everybody who does not forbid it, or for all. */
async function compressingMirror(config: string, always: boolean): Promise<[Server, string]> {
  const server = createServer(({ headers, url }, response) => {
    if (url?.endsWith("/main/config.json") !== true) {
      response.writeHead(404).end();
      return;
    }
    const compresses = always || headers["accept-encoding"] !== "identity";
    const body = compresses ? gzipSync(config) : Buffer.from(config);
    const encoding = compresses ? { "Content-Encoding": "gzip" } : {};
    response.writeHead(200, { ...encoding, "Content-Length": body.length }).end(body);
  });
  await new Promise((resolve) => server.listen(0, "localhost", () => resolve(null)));
  const address = server.address();
  if (address === null || typeof address === "string") throw new TypeError("no port");
  return [server, `http://localhost:${address.port}`];
}

it("an empty file of a mirror is left out, and the rest is found", async () => {
  const others = fetch;
  vi.stubGlobal("fetch", (address: string) =>
    address.endsWith("/tokenizer.json")
      ? Promise.resolve(new Response(null, { status: 416 }))
      : others(address),
  );
  const { listing } = await askHub(HUB, "o/m");
  expect(listing.files.map(({ path }) => path)).toEqual(["config.json", "onnx/model.onnx"]);
});

it("a file's size is its own where a mirror compresses its answers, and never that of a compressed one", async () => {
  // The stub is not needed: the real fetch is what asks for no compression.
  vi.unstubAllGlobals();
  const config = JSON.stringify({ model_type: "dinov2", hidden_size: 2, fill: "0".repeat(999) });
  const [server, mirror] = await compressingMirror(config, false);
  const { listing } = await askHub(mirror, "o/m");
  server.close();
  expect(listing.files).toEqual([{ path: "config.json", bytes: config.length, sha256: null }]);
  const [deaf, deafMirror] = await compressingMirror(config, true);
  await expect(askHub(deafMirror, "o/m")).rejects.toMatchObject({ code: "models/not-found" });
  deaf.close();
});
