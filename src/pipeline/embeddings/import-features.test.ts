import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { halfPrecisionValue } from "../../numeric/half-precision.ts";
import { drawPools } from "../dataset/split.ts";
import { importFeatures } from "./import-features.ts";
import type { ImportChoices, ImportFile } from "./imported-features.ts";

const DATA = process.env["GANET_DATA"] ?? join(import.meta.dirname, "../../../../shared/data");
const CLIP = join(DATA, "clip-vitb32");

const NO_CHOICES: ImportChoices = { roles: {}, set: null, onlyClassesWithText: false };

const clipFiles = (): ImportFile[] =>
  readdirSync(CLIP).map((path) => ({
    path,
    bytes: new Uint8Array(readFileSync(join(CLIP, path))),
  }));

// Fourteen matrices of half precision are read in each test: longer than usual on a busy machine.
describe.skipIf(!existsSync(CLIP))(
  "the features in shared/data/clip-vitb32 (skipped where absent)",
  { timeout: 30_000 },
  () => {
    it("give the Oxford Pets of the published split, bit by bit", async () => {
      const sheet = await importFeatures(clipFiles(), { ...NO_CHOICES, set: "oxford_pets" });
      expect(sheet.problems).toEqual([]);
      expect(sheet.sets).toEqual(["caltech101", "oxford_pets"]);
      const { dataset, embeddings, classTexts } = sheet.features!;
      expect(dataset.classNames).toHaveLength(37);
      const parts = ["train", "validation", "test"].map(
        (part) => dataset.examples.filter(({ officialPart }) => officialPart === part).length,
      );
      expect(parts).toEqual([990, 736, 3669]);
      expect(embeddings.image).toMatchObject({ rows: 5395, dimension: 512 });
      expect(classTexts).toBeNull();

      const shots = dataset.publishedShots!;
      expect(Object.keys(shots).map((k) => [k, shots[k]!.length])).toEqual([
        ["1", 37],
        ["2", 74],
        ["4", 148],
        ["8", 296],
        ["16", 592],
      ]);
      // Straight from the two files: the 7th row of the 4-shot sample.
      const side = JSON.parse(readFileSync(join(CLIP, "oxford_pets.train.json"), "utf8")) as {
        files: string[];
        labels: number[];
        shots: Record<string, number[]>;
      };
      const classes = (
        JSON.parse(readFileSync(join(CLIP, "manifest.json"), "utf8")) as {
          datasets: Record<string, { classes: string[] }>;
        }
      ).datasets["oxford_pets"]!.classes;
      const bytes = readFileSync(join(CLIP, "oxford_pets.train.npy"));
      const row = side.shots["4"]![6]!;
      const example = dataset.examples.findIndex(({ path }) => path === side.files[row]);
      expect(shots["4"]).toContain(example);
      expect(dataset.classNames[dataset.examples[example]!.label!]).toBe(
        classes[side.labels[row]!],
      );
      const at = bytes.length - 990 * 1024 + row * 1024;
      const expected = Array.from({ length: 512 }, (_, k) =>
        halfPrecisionValue(bytes.readUInt16LE(at + 2 * k)),
      );
      expect([...embeddings.image.values.subarray(512 * example, 512 * (example + 1))]).toEqual(
        expected,
      );
      expect(sheet.arrays.find(({ name }) => name === "oxford_pets.test.npy")).toMatchObject({
        role: "image-features",
        part: "test",
        shape: [3669, 512],
        dtype: "float16",
        nanRows: 0,
      });
      expect(sheet.joins).toContain(
        "3,669 of 3,669 rows of oxford_pets.test.npy joined by row with oxford_pets.test.json: labels, file names.",
      );
    });

    it("restricted to classes with a text give the 25 breeds and their texts in the order of the classes", async () => {
      const choices = { ...NO_CHOICES, set: "oxford_pets", onlyClassesWithText: true };
      const { dataset, classTexts, embeddings } = (await importFeatures(clipFiles(), choices))
        .features!;
      expect(dataset.classNames).toHaveLength(25);
      expect(classTexts!.classes).toMatchObject({ rows: 25, dimension: 512 });
      // Zero-shot with CLIP knows breeds: far above 1 of 25, and a permuted row would show.
      const norms = dataset.classNames.map((_, c) =>
        Math.hypot(...classTexts!.classes.values.subarray(512 * c, 512 * (c + 1))),
      );
      let right = 0;
      let asked = 0;
      for (let i = 0; i < dataset.examples.length; i += 7) {
        const scores = norms.map((norm, c) => {
          let dot = 0;
          for (let k = 0; k < 512; k++) {
            dot += embeddings.image.values[512 * i + k]! * classTexts!.classes.values[512 * c + k]!;
          }
          return dot / norm;
        });
        asked++;
        if (scores.indexOf(Math.max(...scores)) === dataset.examples[i]!.label) right++;
      }
      expect(right / asked).toBeGreaterThan(0.75);
    });

    it("give Caltech-101 with its own class order sorted, and no class texts of pets", async () => {
      const sheet = await importFeatures(clipFiles(), { ...NO_CHOICES, set: "caltech101" });
      const { dataset, classTexts } = sheet.features!;
      expect(dataset.classNames).toHaveLength(100);
      expect(dataset.classNames[0]).toBe("accordion");
      expect(dataset.examples).toHaveLength(6268);
      expect(dataset.examples.find(({ path }) => path === "Faces/image_0201.jpg")!.label).toBe(
        dataset.classNames.indexOf("face"),
      );
      expect(classTexts).toBeNull();
      expect(drawPools(dataset, 0).defaultShots).toBe(16);
    });
  },
);
