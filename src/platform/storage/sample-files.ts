/** Reads the built-in sample from files that the page carries: a small first view, and the encoder vectors that training needs. */

import { StudioError } from "../../errors.ts";
import type {
  Dataset,
  EmbeddingMatrix,
  Embeddings,
  EncoderInfo,
} from "../../pipeline/artifacts.ts";
import type { LoadedSample, RecordedSweep, SampleService } from "../../studio/services.ts";
import { withLaterFields } from "./sweep-record-shape.ts";

/** One drawing in manifest.json, which stands in the order of the thumbnail sheet. */
interface ManifestExample {
  readonly file: string;
  readonly className: string;
  readonly caption: string;
  readonly sha256: string;
}

interface Manifest {
  readonly name: string;
  readonly imageSize: number;
  readonly atlas: {
    readonly file: string;
    readonly tileSize: number;
    readonly columns: number;
    readonly rows: number;
  };
  readonly examples: readonly ManifestExample[];
}

/** Where a drawing stands on the thumbnail sheet, in pixels of the sheet. */
interface SheetTile {
  readonly url: string;
  readonly x: number;
  readonly y: number;
  readonly size: number;
  readonly sheetWidth: number;
  readonly sheetHeight: number;
}

export interface SampleFiles extends SampleService {
  /** The drawing as a file, for encoders that run again. */
  readonly readImage: (path: string) => Promise<Blob>;
  /** Null for a path that is not in the loaded sample. */
  readonly tile: (path: string) => SheetTile | null;
}

/** The same emoji in three hands. A path of the sample begins with the style, a file's own path does not. */
const STYLES = ["fluent", "noto", "twemoji"] as const;

/** @param baseUrl the page's own base, so that a build under a sub-path finds its files */
export function createSampleFiles(
  baseUrl: string,
  encoders: { readonly image: EncoderInfo; readonly text: EncoderInfo },
): SampleFiles {
  let tiles = new Map<string, SheetTile>();
  const folder = (name: string): URL => new URL(`samples/${name}/`, baseUrl);
  let imageFolder = folder("noto");
  const loadNoto = async (): Promise<LoadedSample> => {
    const [manifest, recorded, positions, similarities] = await Promise.all([
      readJson(folder("noto"), "manifest.json", isManifest),
      readJson(folder("noto"), "recorded-sweeps.json", isRecordedSweeps),
      readFloats(folder("noto"), "positions.f32"),
      readFloats(folder("noto"), "similarities.f32"),
    ]);
    tiles = sheetTiles(manifest, folder("noto"), "");
    imageFolder = folder("noto");
    const count = manifest.examples.length;
    return {
      dataset: sampleDataset(manifest),
      firstView: { positions, similarities: { count, values: similarities } },
      recorded,
    };
  };
  const loadStyles = async (): Promise<LoadedSample> => {
    const manifests = await Promise.all(
      STYLES.map((style) => readJson(folder(style), "manifest.json", isManifest)),
    );
    tiles = new Map(
      manifests.flatMap((manifest, i) => {
        const style = STYLES[i] ?? "noto";
        return [...sheetTiles(manifest, folder(style), `${style}/`)];
      }),
    );
    imageFolder = new URL("samples/", baseUrl);
    return { dataset: stylesDataset(manifests), firstView: null, recorded: [] };
  };
  const rowsOf = async (names: readonly string[], file: string): Promise<Float32Array> =>
    belowEachOther(await Promise.all(names.map((name) => readFloats(folder(name), file))));
  return {
    load: (name) => (name === "noto" ? loadNoto() : loadStyles()),
    loadEmbeddings: async (name): Promise<Embeddings> => {
      const names = name === "noto" ? [name] : STYLES;
      const [image, text] = await Promise.all([
        rowsOf(names, "image-embeddings.f32"),
        rowsOf(names, "text-embeddings.f32"),
      ]);
      return {
        imageEncoder: encoders.image,
        textEncoder: encoders.text,
        image: asMatrix(image, encoders.image.dimension),
        text: asMatrix(text, encoders.text.dimension),
      };
    },
    readImage: async (path) => (await fetchFile(imageFolder, path)).blob(),
    tile: (path) => tiles.get(path) ?? null,
  };
}

/**
 * Examples in code-point order of path, as every data set; the vectors and pairs of the other files follow that order.
 *
 * @public scripts/build-samples/compute-sample.mjs calls it
 */
export function sampleDataset(manifest: Manifest): Dataset {
  const inOrder = [...manifest.examples].sort((a, b) => (a.file < b.file ? -1 : 1));
  const classNames = [...new Set(inOrder.map(({ className }) => className))].sort();
  return {
    name: manifest.name,
    layout: "class-folders",
    classNames,
    examples: inOrder.map(({ file, className, caption, sha256 }) => ({
      path: file,
      contentHash: sha256,
      width: manifest.imageSize,
      height: manifest.imageSize,
      label: classNames.indexOf(className),
      officialPart: null,
      sidecarCaption: caption,
    })),
    problems: [],
  };
}

function belowEachOther(parts: readonly Float32Array[]): Float32Array {
  const all = new Float32Array(parts.reduce((sum, part) => sum + part.length, 0));
  let start = 0;
  for (const part of parts) {
    all.set(part, start);
    start += part.length;
  }
  return all;
}

/** Styles in code-point order, so that paths are too. The emoji is the group: it never stands on both sides of a split. */
function stylesDataset(manifests: readonly Manifest[]): Dataset {
  const sets = manifests.map(sampleDataset);
  const classNames = [...new Set(sets.flatMap((set) => set.classNames))].sort();
  return {
    name: "Emoji in three styles",
    layout: "class-folders",
    classNames,
    examples: sets.flatMap((set, i) => {
      const domain = STYLES[i] ?? "";
      return set.examples.map((example) => ({
        ...example,
        path: `${domain}/${example.path}`,
        label: classNames.indexOf(set.classNames[example.label ?? -1] ?? ""),
        domain,
        group: example.path,
      }));
    }),
    problems: [],
  };
}

function sheetTiles(manifest: Manifest, folder: URL, prefix: string): Map<string, SheetTile> {
  const { file, tileSize: size, columns, rows } = manifest.atlas;
  const url = new URL(file, folder).href;
  return new Map(
    manifest.examples.map(({ file }, i) => [
      `${prefix}${file}`,
      {
        url,
        x: (i % columns) * size,
        y: Math.floor(i / columns) * size,
        size,
        sheetWidth: columns * size,
        sheetHeight: rows * size,
      },
    ]),
  );
}

function asMatrix(values: Float32Array, dimension: number): EmbeddingMatrix {
  return { rows: values.length / dimension, dimension, values };
}

async function fetchFile(folder: URL, path: string): Promise<Response> {
  const url = new URL(path.split("/").map(encodeURIComponent).join("/"), folder);
  const response = await fetch(url).catch(() => null);
  if (response?.ok !== true) {
    throw new StudioError("storage/sample-unavailable", `${path} of the sample cannot be loaded.`, {
      path,
    });
  }
  return response;
}

async function readJson<Shape>(
  folder: URL,
  path: string,
  hasShape: (value: unknown) => value is Shape,
): Promise<Shape> {
  const read: unknown = await (await fetchFile(folder, path)).json();
  const value = Array.isArray(read) ? read.map(withLaterFields) : read;
  if (!hasShape(value)) throw new TypeError(`${path} is not of this version`);
  return value;
}

/** The files are written by scripts/build-samples and ship with the code that reads them, so a look at the top is enough. */
function isManifest(value: unknown): value is Manifest {
  return typeof value === "object" && value !== null && "examples" in value && "atlas" in value;
}

function isRecordedSweeps(value: unknown): value is readonly RecordedSweep[] {
  return Array.isArray(value);
}

/** Little-endian float32, as every platform with WebGPU or wasm has it. */
async function readFloats(folder: URL, path: string): Promise<Float32Array> {
  const response = await fetchFile(folder, path);
  return new Float32Array(await response.arrayBuffer());
}
