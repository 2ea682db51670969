/** Reads .parquet files: lists of floats are matrices, the rest columns of numbers or texts. */

import { parquetMetadata, parquetSchema, type FileMetaData, type SchemaTree } from "hyparquet";
import { StudioError } from "../../../errors.ts";
import { unreadableFile } from "../../dataset/unreadable-file.ts";
import type { ImportProblem } from "../imported-features.ts";
import {
  arrayColumn,
  columnsOnly,
  textColumn,
  type FeatureColumn,
  type FileContents,
} from "./feature-column.ts";
import { readColumnChunk, type ParquetLeaf, type ParquetPage } from "./parquet-column.ts";
import type { LeafType } from "./parquet-values.ts";

/** Of one column: 65,536 rows of 512 numbers. Levels and values of as many take less than half a gibibyte. */
const MOST_VALUES = 2 ** 25;
const MOST_METADATA_BYTES = 2 ** 24;
const MAGIC = 0x31524150; // PAR1

/**
 * Of hyparquet only the metadata and the page headers are used: its page decoder believes lengths that a file may lie about.
 *
 * @throws StudioError embeddings/unreadable-file with the byte, when the metadata are broken; a column that cannot be read is left out and named
 */
export function readParquet(bytes: Uint8Array, path: string): FileContents {
  const metadata = readMetadata(bytes, path);
  const columns: FeatureColumn[] = [];
  const problems: ImportProblem[] = [];
  for (const { name, index, leaf, reason } of leavesOf(metadata, bytes, path)) {
    try {
      const column = leaf === null ? reason : readColumn(bytes, path, metadata, leaf, index);
      if (typeof column !== "string") columns.push(column);
      else problems.push({ path, reason: `${name} is left out: ${column}.` });
    } catch (error) {
      if (!(error instanceof StudioError)) throw error;
      problems.push({ path, reason: error.message });
    }
  }
  return { ...columnsOnly(columns), problems };
}

function readMetadata(bytes: Uint8Array, path: string): FileMetaData {
  const end = bytes.length - 8;
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  if (end < 4 || view.getUint32(0, true) !== MAGIC || view.getUint32(end + 4, true) !== MAGIC) {
    throw unreadableFile(path, "it does not begin and end as a .parquet file does", 0);
  }
  const metadataBytes = view.getUint32(end, true);
  if (metadataBytes > Math.min(end - 4, MOST_METADATA_BYTES)) {
    throw unreadableFile(path, `its metadata are said to be ${metadataBytes} bytes long`, end);
  }
  try {
    return parquetMetadata(new Uint8Array(bytes.subarray(end - metadataBytes)), {
      geoparquet: false,
    });
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    throw unreadableFile(path, `its metadata break off (${why})`, end - metadataBytes);
  }
}

interface FoundLeaf {
  readonly name: string;
  /** Of its column chunk in each row group. */
  readonly index: number;
  /** Null for what cannot be read, and why. */
  readonly leaf: ParquetLeaf | null;
  readonly reason: string;
}

/** Leaves of the schema in the order of the column chunks. */
function leavesOf(metadata: FileMetaData, bytes: Uint8Array, path: string): readonly FoundLeaf[] {
  const found: FoundLeaf[] = [];
  const visit = (steps: readonly SchemaTree[]): void => {
    const last = steps.at(-1)!;
    if (last.children.length > 0) {
      for (const child of last.children) visit([...steps, child]);
    } else {
      found.push(leafAt(steps, found.length));
    }
  };
  try {
    for (const child of parquetSchema(metadata).children) visit([child]);
  } catch {
    throw unreadableFile(path, "its schema breaks off", bytes.length);
  }
  return found;
}

function leafAt(steps: readonly SchemaTree[], index: number): FoundLeaf {
  const { element } = steps.at(-1)!;
  const name = steps[0]!.element.name;
  const repeated = steps.filter((step) => step.element.repetition_type === "REPEATED").length;
  const isList = repeated === 1 && steps.every(({ children }) => children.length <= 1);
  if (!(steps.length === 1 && repeated === 0) && !isList) {
    return {
      name: steps.map((step) => step.element.name).join("."),
      index,
      leaf: null,
      reason: "it is nested",
    };
  }
  const type = leafType(element);
  if (type === null) {
    return {
      name,
      index,
      leaf: null,
      reason: `its type is ${element.logical_type?.type ?? element.converted_type ?? element.type ?? "none"}`,
    };
  }
  return {
    name,
    index,
    reason: "",
    leaf: {
      name,
      leaf: type,
      mostDefinition: steps.filter((step) => step.element.repetition_type !== "REQUIRED").length,
      mostRepetition: repeated,
      elementIsOptional: element.repetition_type === "OPTIONAL",
    },
  };
}

function leafType({
  type,
  type_length,
  logical_type,
  converted_type,
}: SchemaTree["element"]): LeafType | null {
  switch (type) {
    case "FLOAT":
      return "float32";
    case "DOUBLE":
      return "float64";
    case "BOOLEAN":
      return "boolean";
    case "INT32":
      return converted_type === "DECIMAL" ? null : "int32";
    case "INT64":
      return converted_type === "DECIMAL" ? null : "int64";
    case "BYTE_ARRAY":
      return converted_type === "DECIMAL" ? null : "string";
    case "FIXED_LEN_BYTE_ARRAY":
      return logical_type?.type === "FLOAT16" && type_length === 2 ? "float16" : null;
    default:
      return null;
  }
}

/** @returns the column, or why it is left out */
function readColumn(
  bytes: Uint8Array,
  path: string,
  metadata: FileMetaData,
  leaf: ParquetLeaf,
  index: number,
): FeatureColumn | string {
  const pages: ParquetPage[] = [];
  let values = 0;
  for (const group of metadata.row_groups) {
    const chunk = group.columns[index]?.meta_data;
    if (chunk === undefined) throw unreadableFile(path, `${leaf.name} lacks a part`, bytes.length);
    if (chunk.type !== PHYSICAL[leaf.leaf]) {
      throw unreadableFile(
        path,
        `${leaf.name} is ${chunk.type} in one place and ${PHYSICAL[leaf.leaf]} in another`,
        bytes.length,
      );
    }
    const read = readColumnChunk(bytes, path, chunk, leaf, MOST_VALUES - values);
    values += read.reduce((sum, page) => sum + page.count, 0);
    pages.push(...read);
  }
  const rows = Number(metadata.num_rows);
  const column =
    leaf.mostRepetition === 0 ? flatColumn(path, leaf, pages) : listColumn(path, leaf, pages);
  if (typeof column === "string") return column;
  const held = column.cells.kind === "texts" ? column.cells.values.length : column.cells.shape[0]!;
  if (held !== rows) {
    throw unreadableFile(
      path,
      `it is said to hold ${rows} rows, and ${leaf.name} has ${held}`,
      bytes.length,
    );
  }
  return column;
}

const PHYSICAL: Readonly<Record<LeafType, string>> = {
  float16: "FIXED_LEN_BYTE_ARRAY",
  float32: "FLOAT",
  float64: "DOUBLE",
  int32: "INT32",
  int64: "INT64",
  uint8: "INT32",
  boolean: "BOOLEAN",
  string: "BYTE_ARRAY",
};

/** A missing number is NaN, a missing text "". */
function flatColumn(path: string, leaf: ParquetLeaf, pages: readonly ParquetPage[]): FeatureColumn {
  const count = pages.reduce((sum, page) => sum + page.count, 0);
  if (leaf.leaf === "string") {
    const texts: string[] = [];
    for (const { count: length, values, definition } of pages) {
      for (let i = 0, next = 0; i < length; i++) {
        const isThere = definition === null || definition[i] === leaf.mostDefinition;
        texts.push(isThere ? String(values[next++]!) : "");
      }
    }
    return textColumn(path, leaf.name, texts);
  }
  const numbers =
    leaf.leaf === "float16" || leaf.leaf === "float32"
      ? new Float32Array(count)
      : new Float64Array(count);
  let row = 0;
  for (const { count: length, values, definition } of pages) {
    for (let i = 0, next = 0; i < length; i++) {
      const isThere = definition === null || definition[i] === leaf.mostDefinition;
      numbers[row++] = isThere ? Number(values[next++]!) : Number.NaN;
    }
  }
  const elementType = leaf.leaf === "boolean" ? "uint8" : leaf.leaf;
  return arrayColumn(path, leaf.name, { elementType, shape: [count], values: numbers });
}

/** All lists of one length, [rows, length]; a row without a list is NaN throughout. */
function listColumn(
  path: string,
  leaf: ParquetLeaf,
  pages: readonly ParquetPage[],
): FeatureColumn | string {
  if (leaf.leaf === "string" || leaf.leaf === "boolean")
    return `it holds lists of ${leaf.leaf} values`;
  const lengths = listLengths(leaf, pages);
  const width = lengths.find((length) => length > 0) ?? 0;
  const odd = lengths.findIndex((length) => length !== 0 && length !== width);
  if (odd >= 0) return `its row ${odd} has ${lengths[odd]!} numbers and others ${width}`;
  const size = lengths.length * width;
  const values =
    leaf.leaf === "float16" || leaf.leaf === "float32"
      ? new Float32Array(size)
      : new Float64Array(size);
  let at = 0;
  let row = 0;
  let inRow = 0;
  const skipEmptyRows = (): void => {
    while (inRow === 0 && row < lengths.length && lengths[row] === 0) {
      values.fill(Number.NaN, at, at + width);
      at += width;
      row++;
    }
  };
  const put = (value: number): void => {
    skipEmptyRows();
    values[at++] = value;
    inRow++;
    if (inRow === width) {
      inRow = 0;
      row++;
    }
  };
  for (const { count, values: present, definition } of pages) {
    for (let i = 0, next = 0; i < count; i++) {
      const level = definition === null ? leaf.mostDefinition : definition[i]!;
      if (level === leaf.mostDefinition) put(Number(present[next++]!));
      else if (isMissingElement(leaf, level)) put(Number.NaN);
    }
  }
  skipEmptyRows();
  return arrayColumn(path, leaf.name, {
    elementType: leaf.leaf,
    shape: [lengths.length, width],
    values,
  });
}

/** Numbers in each row's list. A repetition level of 0 begins a row. */
function listLengths(leaf: ParquetLeaf, pages: readonly ParquetPage[]): readonly number[] {
  const lengths: number[] = [];
  for (const { count, definition, repetition } of pages) {
    for (let i = 0; i < count; i++) {
      const level = definition === null ? leaf.mostDefinition : definition[i]!;
      const isElement = level === leaf.mostDefinition || isMissingElement(leaf, level);
      if (repetition?.[i] === 0 || lengths.length === 0) lengths.push(0);
      if (isElement) lengths[lengths.length - 1]!++;
    }
  }
  return lengths;
}

/** A null inside a list, as against a row whose list is empty or null. */
function isMissingElement(
  { elementIsOptional, mostDefinition }: ParquetLeaf,
  level: number,
): boolean {
  return elementIsOptional && level === mostDefinition - 1;
}
