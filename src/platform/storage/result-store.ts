/** What the frozen models gave, stored as it arrives: one file a result, by model and content, so that nothing is computed twice. */

import {
  openOriginDirectory,
  type OpenDirectory,
  type OriginDirectory,
} from "./origin-directory.ts";

export interface ResultStore {
  /** False when the browser keeps no files for this page: results are gone after a reload. */
  readonly persistent: () => Promise<boolean>;
  /** Null when nothing, or only part of a result, is stored. */
  readonly read: (model: string, key: string) => Promise<Float32Array | null>;
  /** Resolves when the result would outlive the page. Rejects with storage/quota-exceeded or storage/unavailable. */
  readonly write: (model: string, key: string, values: Float32Array) => Promise<void>;
  /** Null when nothing, or only part of a text, is stored. */
  readonly readText: (model: string, key: string) => Promise<string | null>;
  readonly writeText: (model: string, key: string, text: string) => Promise<void>;
}

/** First word of every file ("GARS"), then the number of values: a file of another length is torn and counts as missing. */
const MAGIC = 0x53524147;
const HEADER_BYTES = 8;

/** Ends every stored text: a page that is gone in the middle of a write leaves an empty file, which is no text. */
const TEXT_END = "\n";

export function createResultStore(openDirectory: OpenDirectory = openOriginDirectory): ResultStore {
  const directories = new Map<string, Promise<OriginDirectory>>();
  const directoryOf = (model: string): Promise<OriginDirectory> => {
    const opened = directories.get(model) ?? openDirectory("results", model);
    directories.set(model, opened);
    return opened;
  };
  return {
    persistent: async () => (await openDirectory("results")).persistent,
    read: async (model, key) => {
      const file = await (await directoryOf(model)).read(key);
      return file === null ? null : decodeResult(await file.arrayBuffer());
    },
    write: async (model, key, values) => {
      await (await directoryOf(model)).write(key, encodeResult(values));
    },
    readText: async (model, key) => {
      const file = await (await directoryOf(model)).read(key);
      const text = file === null ? "" : await file.text();
      return text.endsWith(TEXT_END) ? text.slice(0, -TEXT_END.length) : null;
    },
    writeText: async (model, key, text) => {
      await (await directoryOf(model)).write(key, new Blob([text, TEXT_END]));
    },
  };
}

/** Little-endian float32, as every platform that runs wasm has it. */
function encodeResult(values: Float32Array): Uint8Array<ArrayBuffer> {
  const bytes = new Uint8Array(HEADER_BYTES + values.byteLength);
  new Uint32Array(bytes.buffer, 0, 2).set([MAGIC, values.length]);
  new Float32Array(bytes.buffer, HEADER_BYTES).set(values);
  return bytes;
}

function decodeResult(buffer: ArrayBuffer): Float32Array | null {
  if (buffer.byteLength < HEADER_BYTES || buffer.byteLength % 4 !== 0) return null;
  const [magic, count] = new Uint32Array(buffer, 0, 2);
  if (magic !== MAGIC || count !== (buffer.byteLength - HEADER_BYTES) / 4) return null;
  return new Float32Array(buffer, HEADER_BYTES);
}
