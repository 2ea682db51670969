import { describe, expect, it } from "vitest";
import { createRandom } from "../../numeric/random.ts";
import type { Dataset, Part } from "../artifacts.ts";
import { EXPORT_FORMATS, exportFeatures } from "./export-features.ts";
import type { ExportedFeatures } from "./feature-files/feature-table.ts";
import { float32Text } from "./float-text.ts";
import { importFeatures } from "./import-features.ts";

const PARTS: readonly (Part | null)[] = ["train", "train", "validation", "test"];
const NO_CHOICES = { roles: {}, set: null, onlyClassesWithText: false };

const bits = (values: Float32Array): number[] => [
  ...new Int32Array(values.buffer, values.byteOffset, values.length),
];

/** Names with every character that a format has to escape, and floats of every size. */
function features(count = 24, dimension = 5): ExportedFeatures {
  const random = createRandom(5);
  const classNames = ["10", "2", 'a "b", c', "Ünï\tcode 🐈"];
  const floats = (length: number): Float32Array =>
    Float32Array.from({ length }, () => random.normal() * 10 ** (random.integer(60) - 30));
  const examples: Dataset["examples"] = Array.from({ length: count }, (_, i) => ({
    path: `dir, "x"/é🐈 ${String(i).padStart(4, "0")}.jpg`,
    contentHash: "",
    width: 0,
    height: 0,
    label: i % 9 === 8 ? null : i % 4,
    officialPart: i % 9 === 8 ? null : PARTS[Math.floor(i / 4) % 4]!,
    sidecarCaption: i % 3 === 0 ? null : `line ${i}, "quoted"; 'single' – ünï 🐈`,
  }));
  const image = floats(count * dimension);
  image.set([-0, 0, 1e-45, 3.4028234663852886e38, 0.1]);
  const text = floats(count * 3);
  text.fill(0, 3, 6);
  const matrix = { rows: count, dimension, values: image };
  return {
    dataset: {
      name: "pets",
      layout: "feature-files",
      classNames,
      examples,
      problems: [],
      publishedShots: { "1": [0, 1, 2, 3], "2": [0, 1, 2, 3, 4, 5, 6, 7] },
    },
    embeddings: {
      imageEncoder: { id: "", name: "ViT", licence: "", dimension },
      textEncoder: { id: "", name: "ViT", licence: "", dimension: 3 },
      image: matrix,
      text: { rows: count, dimension: 3, values: text },
    },
    classTexts: {
      space: "shared",
      images: matrix,
      classes: { rows: 4, dimension, values: floats(4 * dimension) },
      prompt: "{}",
    },
    parts: examples.map(({ officialPart }) => officialPart),
    captions: examples.map(({ sidecarCaption }) => sidecarCaption),
  };
}

describe("what goes out comes back", () => {
  it.each(EXPORT_FORMATS)("bit by bit as %s", async (format) => {
    const out = features();
    const sheet = await importFeatures(exportFeatures(out, format), NO_CHOICES);
    expect(sheet.problems).toEqual([]);
    const back = sheet.features!;
    expect(back.dataset.classNames).toEqual(out.dataset.classNames);
    const facts = ({ examples }: Dataset): unknown =>
      examples.map(({ path, label, officialPart, sidecarCaption }) => ({
        path,
        label,
        officialPart,
        sidecarCaption,
      }));
    expect(facts(back.dataset)).toEqual(facts(out.dataset));
    expect(back.dataset.publishedShots).toEqual(out.dataset.publishedShots);
    expect(bits(back.embeddings.image.values)).toEqual(bits(out.embeddings.image.values));
    expect(bits(back.embeddings.text.values)).toEqual(bits(out.embeddings.text.values));
    expect(bits(back.classTexts!.classes.values)).toEqual(bits(out.classTexts!.classes.values));
    expect(back.embeddings.text.dimension).toBe(3);
  });

  it.each(EXPORT_FORMATS)("without texts, captions, splits or draws as %s", async (format) => {
    const { dataset, embeddings, parts } = features();
    const { publishedShots, ...plain } = dataset;
    expect(publishedShots).toBeDefined();
    const out: ExportedFeatures = {
      dataset: { ...plain, name: "test images" },
      embeddings: {
        ...embeddings,
        text: { rows: parts.length, dimension: 1, values: new Float32Array(parts.length) },
      },
      classTexts: null,
      parts: parts.map(() => null),
      captions: parts.map(() => null),
    };
    const sheet = await importFeatures(exportFeatures(out, format), NO_CHOICES);
    const back = sheet.features!;
    expect(bits(back.embeddings.image.values)).toEqual(bits(embeddings.image.values));
    expect(back.dataset.examples.map(({ label }) => label)).toEqual(
      dataset.examples.map(({ label }) => label),
    );
    expect(back.dataset.examples.every(({ officialPart }) => officialPart === null)).toBe(true);
    expect(back.dataset.publishedShots).toBeUndefined();
    expect(back.embeddings.text).toMatchObject({ rows: parts.length, dimension: 1 });
    expect(back.classTexts).toBeNull();
    expect(sheet.missing).toContain("No text features: w is 0.");
  });

  it("gives the same bytes whenever it is written", () => {
    for (const format of EXPORT_FORMATS) {
      expect(exportFeatures(features(), format)).toEqual(exportFeatures(features(), format));
    }
  });
});

describe("float32 in digits", () => {
  it("are short and read again as the same number", () => {
    expect([0.1, 1, -2.5, 1e-45, 16777216].map((x) => float32Text(Math.fround(x)))).toEqual([
      "0.1",
      "1",
      "-2.5",
      "1.401298e-45",
      "16777216",
    ]);
    const random = createRandom(3);
    const words = new Uint32Array(1);
    const float = new Float32Array(words.buffer);
    for (let i = 0; i < 20_000; i++) {
      words[0] = random.integer(2 ** 32);
      if (!Number.isFinite(float[0]!)) continue;
      expect(Object.is(Math.fround(Number(float32Text(float[0]!))), float[0])).toBe(true);
    }
  });
});
