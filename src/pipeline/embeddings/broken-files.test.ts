import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { createRandom, type Random } from "../../numeric/random.ts";
import type { exportFeatures as Export } from "./export-features.ts";
import type { importFeatures as Import } from "./import-features.ts";
import type { ImportFile } from "./imported-features.ts";

/** Every typed array made while it watches: the readers must not believe a file that lies about its size. */
const watched = { largest: 0, on: false };
const NAMES = ["Uint8Array", "Int32Array", "Uint16Array", "Float32Array", "Float64Array"] as const;
const whole = NAMES.map((name) => globalThis[name]);

function watch(): void {
  NAMES.forEach((name, i) => {
    const proxy = new Proxy(whole[i]!, {
      construct(target, args: [], newTarget) {
        const made = Reflect.construct(target, args, newTarget) as Uint8Array;
        const isView = (args as unknown[])[0] instanceof ArrayBuffer;
        if (watched.on && !isView) watched.largest = Math.max(watched.largest, made.byteLength);
        return made;
      },
    });
    Object.assign(globalThis, { [name]: proxy });
  });
}

const CHOICES = { roles: {}, set: null, onlyClassesWithText: true };
const COUNT = 12;

function damaged(bytes: Uint8Array, random: Random): Uint8Array<ArrayBuffer> {
  const copy = Uint8Array.from(bytes);
  const cut = random.integer(3) === 0 ? copy.slice(0, random.integer(copy.length)) : copy;
  const flips = random.integer(6);
  // Headers are at both ends.
  const span = random.integer(2) === 0 ? Math.min(400, cut.length) : cut.length;
  for (let i = 0; i < flips && cut.length > 0; i++) {
    const at = random.integer(span);
    const place = random.integer(2) === 0 ? at : cut.length - 1 - at;
    cut[place] = random.integer(4) === 0 ? 0xff : random.integer(256);
  }
  return cut;
}

describe("broken files of every format", () => {
  let importFeatures: typeof Import;
  let exportFeatures: typeof Export;

  beforeAll(async () => {
    watch();
    // Only now: some libraries keep the constructors that they find when they are loaded.
    ({ importFeatures } = await import("./import-features.ts"));
    ({ exportFeatures } = await import("./export-features.ts"));
  });
  afterAll(() => {
    NAMES.forEach((name, i) => Object.assign(globalThis, { [name]: whole[i] }));
  });

  function filesOf(format: Parameters<typeof Export>[1]): readonly ImportFile[] {
    const random = createRandom(1);
    const floats = (length: number) => Float32Array.from({ length }, () => random.normal());
    const image = { rows: COUNT, dimension: 4, values: floats(4 * COUNT) };
    const info = { id: "", name: "ViT", licence: "", dimension: 4 };
    const examples = Array.from({ length: COUNT }, (_, i) => ({
      path: `cats/${i}é.jpg`,
      contentHash: "",
      width: 0,
      height: 0,
      label: i % 2,
      officialPart: "train" as const,
      sidecarCaption: `number ${i}`,
    }));
    return exportFeatures(
      {
        dataset: {
          name: "pets",
          layout: "feature-files",
          classNames: ["a", "b"],
          examples,
          problems: [],
          publishedShots: { "1": [0, 1] },
        },
        embeddings: { imageEncoder: info, textEncoder: info, image, text: image },
        classTexts: {
          space: "shared",
          images: image,
          classes: { rows: 2, dimension: 4, values: floats(8) },
          prompt: "{}",
        },
        parts: examples.map(({ officialPart }) => officialPart),
        captions: examples.map(({ sidecarCaption }) => sidecarCaption),
      },
      format,
    );
  }

  it.each([
    ["npz", 300],
    ["safetensors", 300],
    ["npy", 300],
    ["parquet", 500],
    ["csv", 150],
    ["json", 150],
  ] as const)(
    "%s: a sheet with problems, never another error, never much memory",
    async (format, rounds) => {
      const files = filesOf(format);
      const random = createRandom(7);
      let refused = 0;
      let seen = 0;
      for (let round = 0; round < rounds; round++) {
        const victim = random.integer(files.length);
        const broken = files.map((file, i) =>
          i === victim ? { ...file, bytes: damaged(file.bytes, random) } : file,
        );
        watched.largest = 0;
        watched.on = true;
        const sheet = await importFeatures(broken, CHOICES);
        watched.on = false;
        seen = Math.max(seen, watched.largest);
        for (const { path, reason } of sheet.problems) {
          refused++;
          expect(path).toBe(files[victim]!.path);
          expect(reason.length).toBeGreaterThan(10);
          if (/cannot be read/.test(reason) && !/\.(csv|json)$/.test(path)) {
            expect(reason).toMatch(/\(byte \d+\)\.$/);
          }
        }
        // A file of a few kilobytes: what it unpacks to is bounded by how far its packing can expand.
        expect(watched.largest).toBeLessThan(2 ** 22);
        const values = sheet.features?.embeddings.image.values;
        expect(values?.every(Number.isFinite) ?? true).toBe(true);
      }
      expect(refused).toBeGreaterThan(rounds / 20);
      expect(seen).toBeGreaterThan(0);
    },
  );

  it.each([
    ["a.npz", [0x50, 0x4b, 5, 6]],
    ["a.npy", []],
    ["a.parquet", [0x50, 0x41, 0x52, 0x31, 0x50, 0x41, 0x52, 0x31]],
    ["a.safetensors", [0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff]],
    ["a.json", [0xff, 0xfe]],
    ["a.jsonl", [0x7b]],
    ["a.csv", []],
    ["a.tsv", [0xc3]],
  ])("%s of a few bytes is a problem and no more", async (path, bytes) => {
    const sheet = await importFeatures([{ path, bytes: Uint8Array.from(bytes) }], CHOICES);
    expect(sheet.problems).toHaveLength(1);
    expect(sheet.problems[0]!.reason).toContain(`${path} cannot be read`);
    expect(sheet.features).toBeNull();
    expect(sheet.missing[0]).toMatch(/^No image features/);
  });
});
