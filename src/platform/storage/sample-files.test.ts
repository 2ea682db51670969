import { readFile } from "node:fs/promises";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import type { EncoderInfo, Example } from "../../pipeline/artifacts.ts";
import { compareCodePoints } from "../../pipeline/dataset/code-point-order.ts";
import { drawPools } from "../../pipeline/dataset/split.ts";
import { createSampleFiles } from "./sample-files.ts";
import { sha256Hex } from "./sha256-hex.ts";

const PUBLIC = new URL("../../../public/", import.meta.url);
const BASE = "https://studio.example/under/a/path/";

const encoder = (id: string, dimension: number): EncoderInfo => ({
  id,
  name: id,
  licence: "Apache-2.0",
  dimension,
});
const ENCODERS = { image: encoder("image", 1280), text: encoder("text", 384) };

let fetched: string[] = [];

// Other files share the thread.
afterEach(() => {
  vi.unstubAllGlobals();
});

beforeEach(() => {
  fetched = [];
  // The shipped files themselves, as a server would give them.
  vi.stubGlobal("fetch", async (url: URL) => {
    const path = url.href.slice(BASE.length);
    fetched.push(path);
    const bytes = await readFile(new URL(path, PUBLIC)).catch(() => null);
    return bytes === null
      ? new Response(null, { status: 404 })
      : new Response(new Uint8Array(bytes));
  });
});

const floatsOf = async (path: string): Promise<Float32Array> => {
  const bytes = new Uint8Array(await readFile(new URL(`samples/${path}`, PUBLIC)));
  return new Float32Array(bytes.buffer);
};

test("the three styles are one data set: 1,079 drawings, a style a domain, an emoji a group", async () => {
  const { dataset, firstView, recorded } = await createSampleFiles(BASE, ENCODERS).load(
    "emoji-styles",
  );
  expect([dataset.name, firstView, recorded]).toEqual(["Emoji in three styles", null, []]);
  const counts = new Map<string, number>();
  for (const { domain = "" } of dataset.examples) counts.set(domain, (counts.get(domain) ?? 0) + 1);
  expect([...counts]).toEqual([
    ["fluent", 357],
    ["noto", 361],
    ["twemoji", 361],
  ]);
  const paths = dataset.examples.map(({ path }) => path);
  expect(paths).toEqual(paths.toSorted(compareCodePoints));
  expect(fetched.toSorted()).toEqual(
    ["fluent", "noto", "twemoji"].map((style) => `samples/${style}/manifest.json`),
  );

  const ducks = dataset.examples.filter(({ path }) => path.endsWith("/duck.png"));
  expect(
    ducks.map(({ path, label, sidecarCaption }) => [
      path,
      dataset.classNames[label ?? -1],
      sidecarCaption,
    ]),
  ).toEqual(
    ["fluent", "noto", "twemoji"].map((style) => [
      `${style}/images/bird/duck.png`,
      "bird",
      "a drawing of a duck",
    ]),
  );
  expect(new Set(ducks.map(({ group }) => group)).size).toBe(1);
  // Every group has at most one drawing a style, always of one class and with one caption.
  const groups = new Map<string, Example[]>();
  for (const example of dataset.examples) {
    const { group = "" } = example;
    groups.set(group, [...(groups.get(group) ?? []), example]);
  }
  expect(groups.size).toBe(361);
  for (const members of groups.values()) {
    expect(new Set(members.map(({ domain }) => domain)).size).toBe(members.length);
    expect(
      new Set(members.map(({ label, sidecarCaption }) => `${String(label)} ${sidecarCaption}`)),
    ).toHaveLength(1);
  }
});

test("no emoji of the three styles stands on two sides of the split", async () => {
  const { dataset } = await createSampleFiles(BASE, ENCODERS).load("emoji-styles");
  for (const splitSeed of [1, 2, 3]) {
    const { pool } = drawPools(dataset, splitSeed);
    const sides = new Map<string, Set<string | undefined>>();
    dataset.examples.forEach(({ group = "" }, i) => {
      sides.set(group, (sides.get(group) ?? new Set()).add(pool[i]));
    });
    expect([...sides.values()].filter(({ size }) => size > 1)).toEqual([]);
    const share = (part: string): number => pool.filter((own) => own === part).length / 1079;
    expect(share("test")).toBeCloseTo(0.3, 1);
    expect(share("validation")).toBeCloseTo(0.2, 1);
  }
});

test("a vector stands in the row of its drawing, in each style as in the style's own files", async () => {
  const files = createSampleFiles(BASE, ENCODERS);
  const { dataset } = await files.load("emoji-styles");
  const { image, text } = await files.loadEmbeddings("emoji-styles");
  expect([image.rows, image.dimension, text.rows, text.dimension]).toEqual([1079, 1280, 1079, 384]);
  for (const style of ["fluent", "noto", "twemoji"]) {
    const own = dataset.examples.flatMap(({ path, domain }, row) =>
      domain === style ? [{ path: path.slice(style.length + 1), row }] : [],
    );
    const places = own.map(({ path }) => path).toSorted(compareCodePoints);
    const vectors = await floatsOf(`${style}/image-embeddings.f32`);
    for (const { path, row } of own.filter((_, i) => i % 60 === 0)) {
      const place = places.indexOf(path);
      expect(image.values.slice(row * 1280, (row + 1) * 1280)).toEqual(
        vectors.slice(place * 1280, (place + 1) * 1280),
      );
    }
  }
  // The same caption has the same vector, whichever style's file it came from.
  const duckRows = dataset.examples.flatMap(({ path }, row) =>
    path.endsWith("/duck.png") ? [row] : [],
  );
  const [first, ...others] = duckRows.map((row) => text.values.slice(row * 384, (row + 1) * 384));
  for (const other of others) expect(other).toEqual(first);
});

test("a path of a style reads its own drawing and its own place on the style's sheet", async () => {
  const files = createSampleFiles(BASE, ENCODERS);
  const { dataset } = await files.load("emoji-styles");
  for (const example of dataset.examples.filter((_, i) => i % 50 === 0)) {
    const drawing = await files.readImage(example.path);
    expect(await sha256Hex(new Uint8Array(await drawing.arrayBuffer()))).toBe(example.contentHash);
    expect(files.tile(example.path)?.url).toBe(`${BASE}samples/${example.domain ?? ""}/atlas.webp`);
  }
  // Tiles follow the manifest: badger, bat, bear. A sheet has 19 columns of 48 pixels.
  expect(files.tile("fluent/images/mammal/bear.png")).toMatchObject({
    x: 96,
    y: 0,
    sheetWidth: 912,
  });
  expect(files.tile("images/mammal/bear.png")).toBeNull();
});

test("Noto alone keeps its own paths, has its first view, and no groups", async () => {
  const files = createSampleFiles(BASE, ENCODERS);
  await files.load("emoji-styles");
  const { dataset, firstView, recorded } = await files.load("noto");
  expect(dataset.examples[0]?.path).toBe("images/bird/baby-chick.png");
  expect(dataset.examples.some((example) => "group" in example || "domain" in example)).toBe(false);
  expect(firstView?.positions).toHaveLength(2 * 361);
  expect(recorded).toHaveLength(2);
  expect(files.tile("images/bird/duck.png")?.url).toBe(`${BASE}samples/noto/atlas.webp`);
  expect(files.tile("noto/images/bird/duck.png")).toBeNull();
  expect((await files.readImage("images/bird/duck.png")).size).toBeGreaterThan(0);
  expect((await files.loadEmbeddings("noto")).image.rows).toBe(361);
});

test("a file that is not there is said by its path", async () => {
  const files = createSampleFiles(BASE, ENCODERS);
  await files.load("emoji-styles");
  await expect(files.readImage("fluent/images/bird/phoenix.png")).rejects.toMatchObject({
    code: "storage/sample-unavailable",
    details: { path: "fluent/images/bird/phoenix.png" },
  });
});
