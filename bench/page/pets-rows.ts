/** Oxford Pets as CLIP ViT-B/32 sees it (shared/data/clip-vitb32): the 16-shot sample trains, validation and test are the official ones. */

import type { Part } from "../../src/pipeline/artifacts.ts";
import { readNpy } from "../../src/pipeline/embeddings/npy.ts";
import { BENCH_SHOTS, type LabelledRows } from "./labelled-features.ts";

const FOLDER = "data/clip-vitb32";

interface PartFile {
  readonly labels: readonly number[];
  /** Row numbers of each k-shot sample; only of the train part. */
  readonly shots?: Readonly<Record<string, readonly number[]>>;
}

interface Manifest {
  readonly datasets: { readonly oxford_pets: { readonly classes: readonly string[] } };
}

export async function petsRows(): Promise<LabelledRows> {
  const manifest: Manifest = await readJson(`${FOLDER}/manifest.json`);
  const labels: number[] = [];
  const parts: Part[] = [];
  const rows: Float32Array[] = [];
  let dimension = 0;
  for (const [file, part] of PARTS) {
    const info: PartFile = await readJson(`${FOLDER}/oxford_pets.${file}.json`);
    const matrix = await readMatrix(`${FOLDER}/oxford_pets.${file}.npy`);
    dimension = matrix.dimension;
    const chosen = info.shots?.[String(BENCH_SHOTS)] ?? [...info.labels.keys()];
    for (const row of chosen) {
      labels.push(info.labels[row] ?? Number.NaN);
      parts.push(part);
      rows.push(matrix.values.subarray(row * dimension, (row + 1) * dimension));
    }
  }
  const values = new Float32Array(rows.length * dimension);
  rows.forEach((row, i) => values.set(row, i * dimension));
  const classNames = manifest.datasets.oxford_pets.classes;
  return { name: "Oxford Pets", classNames, labels, parts, values, dimension };
}

const PARTS: readonly (readonly [string, Part])[] = [
  ["train", "train"],
  ["val", "validation"],
  ["test", "test"],
];

async function readMatrix(
  path: string,
): Promise<{ readonly values: Float32Array; readonly dimension: number }> {
  const { shape, values } = readNpy(new Uint8Array(await (await read(path)).arrayBuffer()), path);
  const dimension = shape[1];
  if (!(values instanceof Float32Array) || shape.length !== 2 || dimension === undefined) {
    throw new TypeError(`${path} is no matrix of floats`);
  }
  return { values, dimension };
}

async function readJson<Shape>(path: string): Promise<Shape> {
  return (await read(path)).json() as Promise<Shape>;
}

async function read(path: string): Promise<Response> {
  const response = await fetch(path);
  if (!response.ok) throw new Error(`${path} cannot be read`);
  return response;
}
