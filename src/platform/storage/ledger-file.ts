/** Runs as one JSON file, and back. Weights are base64 of little-endian float32. */

import { StudioError } from "../../errors.ts";
import { LARGEST_LEDGER_FILE, type LedgerRecord } from "../../studio/ledger-record.ts";
import { asLedgerRecord } from "./ledger-record-shape.ts";
import { parseJson } from "./shape-checks.ts";

const FORMAT = "ganet-studio-runs";
const VERSION = 1;

const MOST_RUNS = 2000;

export interface LedgerFile {
  readonly records: readonly LedgerRecord[];
  /** Entries that are no run this version can read. */
  readonly skipped: number;
}

/** @throws StudioError storage/bad-ledger-file when the text would be too long to be read again */
export function writeLedgerFile(records: readonly LedgerRecord[]): string {
  const runs = records.map((record) => ({
    ...record,
    weights: record.weights.map((weights) => ({
      ...weights,
      arrays: weights.arrays.map(({ values, ...array }) => ({
        ...array,
        values: toBase64(values),
      })),
    })),
  }));
  const text = JSON.stringify({ format: FORMAT, version: VERSION, runs });
  if (text.length > LARGEST_LEDGER_FILE || runs.length > MOST_RUNS) {
    throw badFile("These are more runs than one file may hold. Export fewer at a time.");
  }
  return text;
}

/** @throws StudioError storage/bad-ledger-file, which names the file */
export function readLedgerFile(text: string, path: string): LedgerFile {
  if (text.length > LARGEST_LEDGER_FILE) throw badFile(`${path} is larger than 128 MB.`);
  const file = parseJson(text);
  if (!isObject(file) || file["format"] !== FORMAT || !Array.isArray(file["runs"])) {
    throw badFile(`${path} is not a list of runs.`);
  }
  if (file["version"] !== VERSION) {
    throw badFile(`${path} is of version ${String(file["version"])}; this page reads 1.`);
  }
  const runs: readonly unknown[] = file["runs"];
  if (runs.length > MOST_RUNS) throw badFile(`${path} holds more than ${MOST_RUNS} runs.`);
  const records = runs
    .map((run) => asLedgerRecord(withFloats(run)))
    .filter((record) => record !== null);
  return { records, skipped: runs.length - records.length };
}

/** Whatever is not the text of floats stays as it is, and fails the check of shapes. */
function withFloats(run: unknown): unknown {
  return changed(run, "weights", (weights) =>
    each(weights, (seed) =>
      changed(seed, "arrays", (arrays) =>
        each(arrays, (array) => changed(array, "values", fromBase64)),
      ),
    ),
  );
}

function changed(value: unknown, field: string, change: (part: unknown) => unknown): unknown {
  return isObject(value) ? { ...value, [field]: change(value[field]) } : value;
}

function each(value: unknown, change: (part: unknown) => unknown): unknown {
  return Array.isArray(value) ? value.map(change) : value;
}

/** String.fromCharCode takes its bytes as arguments, of which there is a limit. */
const BYTES_AT_ONCE = 0x8000;

function toBase64(values: Float32Array): string {
  const bytes = new Uint8Array(values.buffer, values.byteOffset, values.byteLength);
  let text = "";
  for (let start = 0; start < bytes.length; start += BYTES_AT_ONCE) {
    text += String.fromCharCode(...bytes.subarray(start, start + BYTES_AT_ONCE));
  }
  return btoa(text);
}

function fromBase64(text: unknown): unknown {
  if (typeof text !== "string") return text;
  try {
    const bytes = Uint8Array.from(atob(text), (character) => character.charCodeAt(0));
    return bytes.length % 4 === 0 ? new Float32Array(bytes.buffer) : text;
  } catch {
    return text;
  }
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function badFile(text: string): StudioError {
  return new StudioError("storage/bad-ledger-file", text);
}
