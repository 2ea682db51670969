/** Reads .safetensors files: a JSON header that says where each named tensor lies, then their numbers. */

import { unreadableFile } from "../dataset/unreadable-file.ts";
import { utf8Text } from "../dataset/utf8-text.ts";
import { arrayBytes, decodeNumbers, type ElementType, type NumberArray } from "./number-array.ts";

/** Of the reference implementation, against headers that only cost memory. */
const MOST_HEADER_BYTES = 100_000_000;
const HEADER_OFFSET = 8;
const MOST_DIMENSIONS = 64;

const ELEMENT_TYPES: Readonly<Record<string, ElementType>> = {
  F16: "float16",
  F32: "float32",
  F64: "float64",
  I64: "int64",
};

interface TensorPlace {
  readonly name: string;
  /** As the file writes it; only some can be read. */
  readonly dtype: string;
  readonly shape: readonly number[];
  /** In the file. */
  readonly begin: number;
  readonly end: number;
}

/**
 * Names of the tensors, in the order of their bytes.
 *
 * @throws StudioError embeddings/unreadable-file
 */
export function safetensorsNames(bytes: Uint8Array, file: string): string[] {
  return tensorPlaces(bytes, file).map(({ name }) => name);
}

/**
 * The free text of the file, by key; empty where it holds none.
 *
 * @throws StudioError embeddings/unreadable-file
 */
export function safetensorsMetadata(bytes: Uint8Array, file: string): ReadonlyMap<string, string> {
  const { __metadata__: metadata } = propertiesOf(readHeader(bytes, file).header);
  return new Map(
    Object.entries(propertiesOf(metadata)).flatMap(([key, text]) =>
      typeof text === "string" ? [[key, text] as const] : [],
    ),
  );
}

/**
 * One tensor of the file, F16, F32, F64 or I64, row-major. A view of `bytes` where type and alignment allow; no other tensor is touched.
 *
 * @param name null where the file holds one tensor
 * @param file name for the error
 * @throws StudioError embeddings/unreadable-file with the reason and the byte: also when tensors overlap, leave a gap or reach beyond the file
 */
export function readSafetensors(
  bytes: Uint8Array,
  file: string,
  name: string | null = null,
): NumberArray {
  const places = tensorPlaces(bytes, file);
  const place = name === null ? onlyOne(places) : places.find((one) => one.name === name);
  if (place === undefined) {
    const names = places.map((one) => one.name).join(", ");
    throw unreadableFile(
      file,
      name === null
        ? `it holds ${places.length} tensors, and one has to be named (${names})`
        : `it holds no tensor ${name}, but ${names}`,
      HEADER_OFFSET,
    );
  }
  const elementType = ELEMENT_TYPES[place.dtype];
  if (elementType === undefined) {
    throw unreadableFile(
      file,
      `${place.name} is of type ${place.dtype}; F16, F32, F64 and I64 can be read`,
      HEADER_OFFSET,
    );
  }
  const held = place.end - place.begin;
  if (arrayBytes(place.shape, elementType) !== held) {
    throw unreadableFile(
      file,
      `${place.name} has the shape (${place.shape.join(", ")}) and ${held} bytes of ${place.dtype}`,
      place.begin,
    );
  }
  const values = decodeNumbers(bytes.subarray(place.begin, place.end), elementType, true);
  if (values === null) {
    throw unreadableFile(file, "an integer is beyond 2^53 and would be rounded", place.begin);
  }
  return { elementType, shape: place.shape, values };
}

function onlyOne(places: readonly TensorPlace[]): TensorPlace | undefined {
  return places.length === 1 ? places[0] : undefined;
}

/** By rising begin; together they cover the file behind its header exactly once, as the format asks. */
function tensorPlaces(bytes: Uint8Array, file: string): TensorPlace[] {
  const { header, dataOffset } = readHeader(bytes, file);
  const places = Object.entries(header)
    .filter(([name]) => name !== "__metadata__")
    .map(([name, entry]) => tensorPlace(name, entry, dataOffset, file))
    .sort((a, b) => a.begin - b.begin || a.end - b.end);
  let covered = dataOffset;
  for (const { name, begin, end } of places) {
    if (begin !== covered || end < begin || end > bytes.length) {
      throw unreadableFile(
        file,
        `${name} lies at bytes ${begin} to ${end} of ${bytes.length}, where ${covered} should be its first`,
        HEADER_OFFSET,
      );
    }
    covered = end;
  }
  if (covered !== bytes.length) {
    throw unreadableFile(
      file,
      `${bytes.length - covered} bytes at its end belong to no tensor`,
      covered,
    );
  }
  return places;
}

function readHeader(
  bytes: Uint8Array,
  file: string,
): { readonly header: object; readonly dataOffset: number } {
  if (bytes.length < HEADER_OFFSET) {
    throw unreadableFile(file, "it ends before its header", bytes.length);
  }
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const headerBytes = Number(view.getBigUint64(0, true));
  if (headerBytes > Math.min(MOST_HEADER_BYTES, bytes.length - HEADER_OFFSET)) {
    throw unreadableFile(file, `its header is said to be ${headerBytes} bytes long`, 0);
  }
  const dataOffset = HEADER_OFFSET + headerBytes;
  const header = parseJson(bytes.subarray(HEADER_OFFSET, dataOffset));
  if (typeof header !== "object" || header === null || Array.isArray(header)) {
    throw unreadableFile(file, "its header is no JSON object", HEADER_OFFSET);
  }
  return { header, dataOffset };
}

/** Undefined, which JSON cannot say, for what is no JSON. */
function parseJson(bytes: Uint8Array): unknown {
  const text = utf8Text(bytes);
  try {
    return text === null ? undefined : JSON.parse(text);
  } catch {
    return undefined;
  }
}

function tensorPlace(name: string, entry: unknown, dataOffset: number, file: string): TensorPlace {
  const { dtype, shape, data_offsets: offsets } = propertiesOf(entry);
  if (typeof dtype !== "string" || !areLengths(shape) || shape.length > MOST_DIMENSIONS) {
    throw unreadableFile(file, `the type or shape of ${name} is missing`, HEADER_OFFSET);
  }
  const [begin, end] = areLengths(offsets) && offsets.length === 2 ? offsets : [];
  if (begin === undefined || end === undefined) {
    throw unreadableFile(file, `the place of ${name} is missing`, HEADER_OFFSET);
  }
  return { name, dtype, shape, begin: dataOffset + begin, end: dataOffset + end };
}

function propertiesOf(entry: unknown): Readonly<Record<string, unknown>> {
  return typeof entry === "object" && entry !== null ? { ...entry } : {};
}

function areLengths(value: unknown): value is readonly number[] {
  return (
    Array.isArray(value) && value.every((length) => Number.isSafeInteger(length) && length >= 0)
  );
}
