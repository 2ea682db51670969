/** Reads the built-in sample from files that the page carries: a small first view, and the encoder vectors that training needs. */

import { StudioError } from "../../errors.ts";
import type {
  Dataset,
  EmbeddingMatrix,
  Embeddings,
  EncoderInfo,
} from "../../pipeline/artifacts.ts";
import type { RecordedSweep, SampleService } from "../../studio/services.ts";
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

/** @param baseUrl the page's own base, so that a build under a sub-path finds its files */
export function createSampleFiles(
  baseUrl: string,
  encoders: { readonly image: EncoderInfo; readonly text: EncoderInfo },
): SampleFiles {
  let tiles = new Map<string, SheetTile>();
  let loadedName = "";
  const folder = (name: string): URL => new URL(`samples/${name}/`, baseUrl);
  return {
    load: async (name) => {
      const [manifest, recorded, positions, similarities] = await Promise.all([
        readJson(folder(name), "manifest.json", isManifest),
        readJson(folder(name), "recorded-sweeps.json", isRecordedSweeps),
        readFloats(folder(name), "positions.f32"),
        readFloats(folder(name), "similarities.f32"),
      ]);
      tiles = sheetTiles(manifest, folder(name));
      loadedName = name;
      const count = manifest.examples.length;
      return {
        dataset: sampleDataset(manifest),
        firstView: { positions, similarities: { count, values: similarities } },
        recorded,
      };
    },
    loadEmbeddings: async (name): Promise<Embeddings> => {
      const [image, text] = await Promise.all([
        readFloats(folder(name), "image-embeddings.f32"),
        readFloats(folder(name), "text-embeddings.f32"),
      ]);
      return {
        imageEncoder: encoders.image,
        textEncoder: encoders.text,
        image: asMatrix(image, encoders.image.dimension),
        text: asMatrix(text, encoders.text.dimension),
      };
    },
    readImage: async (path) => (await fetchFile(folder(loadedName), path)).blob(),
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

function sheetTiles(manifest: Manifest, folder: URL): Map<string, SheetTile> {
  const { file, tileSize: size, columns, rows } = manifest.atlas;
  const url = new URL(file, folder).href;
  return new Map(
    manifest.examples.map(({ file: path }, i) => [
      path,
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
