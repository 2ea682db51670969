/** One column chunk of a Parquet file: its pages unpacked one after the other, every size checked before it is believed. */

import { gunzipSync } from "fflate";
import type { ColumnMetaData, PageHeader } from "hyparquet";
import { parquetHeader } from "hyparquet/src/column.js";
import { unreadableFile } from "../../dataset/unreadable-file.ts";
import { hybridRuns } from "./hybrid-runs.ts";
import { pageValues, plainValues, type LeafType, type PageValues } from "./parquet-values.ts";
import { SNAPPY_MOST_EXPANSION, unpackSnappy } from "./snappy.ts";

export interface ParquetLeaf {
  /** Top-level name. */
  readonly name: string;
  readonly leaf: LeafType;
  /** Optional or repeated steps from the root to the leaf. */
  readonly mostDefinition: number;
  /** 0 for one value a row, 1 for a list. */
  readonly mostRepetition: number;
  readonly elementIsOptional: boolean;
}

/** `values` are those that are there: where the definition level is the highest. */
export interface ParquetPage {
  readonly count: number;
  readonly values: PageValues;
  /** Null where every value is there. */
  readonly definition: Int32Array | null;
  /** Null where every row has one value. */
  readonly repetition: Int32Array | null;
}

/** A header holds a page's statistics too; longer ones only cost time. */
const MOST_HEADER_BYTES = 2 ** 16;
const MOST_PAGE_BYTES = 2 ** 28;
const GZIP_MOST_EXPANSION = 1032;

/**
 * @param bytes the whole file
 * @param mostValues that the column's chunks may still hold
 * @throws StudioError embeddings/unreadable-file with the byte of the page
 */
export function readColumnChunk(
  bytes: Uint8Array,
  path: string,
  chunk: ColumnMetaData,
  leaf: ParquetLeaf,
  mostValues: number,
): readonly ParquetPage[] {
  const count = Number(chunk.num_values);
  const dictionaryOffset = Number(chunk.dictionary_page_offset ?? 0n);
  const dataOffset = Number(chunk.data_page_offset);
  const begin = dictionaryOffset > 0 ? Math.min(dictionaryOffset, dataOffset) : dataOffset;
  const end = begin + Number(chunk.total_compressed_size);
  if (!(begin >= 0 && end >= begin && end <= bytes.length)) {
    throw unreadableFile(
      path,
      `${leaf.name} is said to lie at bytes ${begin} to ${end} of ${bytes.length}`,
      bytes.length,
    );
  }
  if (!(count >= 0 && count <= mostValues)) {
    throw unreadableFile(
      path,
      `${leaf.name} is said to hold ${count} values, more than can be read`,
      begin,
    );
  }
  const pages: ParquetPage[] = [];
  let dictionary: PageValues | null = null;
  let held = 0;
  let at = begin;
  while (held < count) {
    const refuse = (reason: string): Error => unreadableFile(path, `${leaf.name}: ${reason}`, at);
    const { header, body, next } = pageAt(bytes, at, end, refuse);
    if (header.type === "DICTIONARY_PAGE") {
      const entries = header.dictionary_page_header?.num_values;
      const page = unpack(body, header.uncompressed_page_size, chunk.codec, refuse);
      if (entries === undefined || !(entries >= 0)) throw refuse("a dictionary has no length");
      const read = plainValues(page, leaf.leaf, entries);
      if (typeof read === "string") throw refuse(read);
      dictionary = read;
    } else {
      const page = dataPage(header, body, chunk.codec, leaf, count - held, dictionary, refuse);
      held += page.count;
      pages.push(page);
    }
    at = next;
  }
  return pages;
}

type Refuse = (reason: string) => Error;

function pageAt(
  bytes: Uint8Array,
  at: number,
  end: number,
  refuse: Refuse,
): { readonly header: PageHeader; readonly body: Uint8Array; readonly next: number } {
  const most = Math.min(MOST_HEADER_BYTES, end - at);
  const reader = { view: new DataView(bytes.buffer, bytes.byteOffset + at, most), offset: 0 };
  let header: PageHeader;
  try {
    header = parquetHeader(reader);
  } catch (error) {
    throw refuse(`a page's header breaks off (${error instanceof Error ? error.message : ""})`);
  }
  const begin = at + reader.offset;
  const next = begin + header.compressed_page_size;
  if (!(next >= begin && next <= end)) {
    throw refuse(`a page is said to hold ${header.compressed_page_size} bytes of ${end - begin}`);
  }
  return { header, body: bytes.subarray(begin, next), next };
}

function unpack(packed: Uint8Array, size: number, codec: string, refuse: Refuse): Uint8Array {
  if (codec === "UNCOMPRESSED") return packed;
  const expansion = codec === "SNAPPY" ? SNAPPY_MOST_EXPANSION : GZIP_MOST_EXPANSION;
  if (codec !== "SNAPPY" && codec !== "GZIP") {
    throw refuse(`it is packed with ${codec}; SNAPPY, GZIP and unpacked pages can be read`);
  }
  if (!(size >= 0 && size <= Math.min(MOST_PAGE_BYTES, expansion * packed.length))) {
    throw refuse(`a page is said to unpack from ${packed.length} bytes to ${size}`);
  }
  const unpacked = codec === "SNAPPY" ? unpackSnappy(packed, size) : unpackGzip(packed, size);
  if (unpacked === null) throw refuse(`a page does not unpack to ${size} bytes`);
  return unpacked;
}

function unpackGzip(packed: Uint8Array, size: number): Uint8Array | null {
  try {
    // One byte more, so that a page that holds more is seen.
    const unpacked = gunzipSync(packed, { out: new Uint8Array(size + 1) });
    return unpacked.length === size ? unpacked : null;
  } catch {
    return null;
  }
}

function dataPage(
  header: PageHeader,
  body: Uint8Array,
  codec: string,
  leaf: ParquetLeaf,
  most: number,
  dictionary: PageValues | null,
  refuse: Refuse,
): ParquetPage {
  const first = header.data_page_header;
  const second = header.data_page_header_v2;
  const facts = second ?? first;
  if (facts === undefined) throw refuse(`a page of type ${header.type} has no header`);
  const count = facts.num_values;
  if (!(count >= 0 && count <= most)) {
    throw refuse(`a page is said to hold ${count} values where ${most} are left`);
  }
  if (count === 0) return { count, values: [], definition: null, repetition: null };
  const sections =
    second === undefined
      ? firstSections(unpack(body, header.uncompressed_page_size, codec, refuse), leaf, refuse)
      : secondSections(header, second, body, codec, refuse);
  const repetition = levels(sections.repetition, leaf.mostRepetition, count, refuse);
  const definition = levels(sections.definition, leaf.mostDefinition, count, refuse);
  const present =
    definition === null
      ? count
      : definition.reduce((sum, level) => sum + (level === leaf.mostDefinition ? 1 : 0), 0);
  const values = pageValues(sections.values, facts.encoding, leaf.leaf, present, dictionary);
  if (typeof values === "string") throw refuse(values);
  return { count, values, definition: present === count ? null : definition, repetition };
}

interface PageSections {
  readonly repetition: Uint8Array;
  readonly definition: Uint8Array;
  readonly values: Uint8Array;
}

/** Each kind of level has its length before it, and is there only where the schema needs it. */
function firstSections(page: Uint8Array, leaf: ParquetLeaf, refuse: Refuse): PageSections {
  let at = 0;
  const section = (most: number): Uint8Array => {
    if (most === 0) return page.subarray(0, 0);
    if (at + 4 > page.length) throw refuse("a page ends before its levels");
    const view = new DataView(page.buffer, page.byteOffset, page.byteLength);
    const begin = at + 4;
    at = begin + view.getUint32(at, true);
    if (at > page.length) throw refuse("a page's levels reach beyond it");
    return page.subarray(begin, at);
  };
  const repetition = section(leaf.mostRepetition);
  const definition = section(leaf.mostDefinition);
  return { repetition, definition, values: page.subarray(at) };
}

/** Levels are never packed; their lengths stand in the header. */
function secondSections(
  header: PageHeader,
  second: NonNullable<PageHeader["data_page_header_v2"]>,
  body: Uint8Array,
  codec: string,
  refuse: Refuse,
): PageSections {
  const middle = second.repetition_levels_byte_length;
  const end = middle + second.definition_levels_byte_length;
  if (!(middle >= 0 && end >= middle && end <= body.length)) {
    throw refuse(`a page's levels are said to end at byte ${end} of ${body.length}`);
  }
  const packed = body.subarray(end);
  const size = header.uncompressed_page_size - end;
  const isPacked = second.is_compressed !== false && size !== 0;
  return {
    repetition: body.subarray(0, middle),
    definition: body.subarray(middle, end),
    values: isPacked ? unpack(packed, size, codec, refuse) : packed,
  };
}

function levels(runs: Uint8Array, most: number, count: number, refuse: Refuse): Int32Array | null {
  if (most === 0) return null;
  const values = hybridRuns(runs, 32 - Math.clz32(most), count);
  if (values === null) throw refuse("a page's levels break off");
  if (values.some((level) => level > most)) throw refuse(`a page has a level above ${most}`);
  return values;
}
