/** The values of one Parquet page: numbers or texts, written plainly, split into byte streams, or as places in a dictionary. */

import { utf8Value } from "../../dataset/utf8-text.ts";
import {
  decodeNumbers,
  ELEMENT_BYTES,
  type ElementType,
  type NumberArray,
} from "../number-array.ts";
import { hybridRuns } from "./hybrid-runs.ts";

/** What a leaf of the schema holds; "boolean" is given as 0 and 1. */
export type LeafType = ElementType | "boolean" | "string";

export type PageValues = NumberArray["values"] | readonly string[];

/** @returns [count], or why the bytes do not hold as many */
export function pageValues(
  bytes: Uint8Array,
  encoding: string,
  leaf: LeafType,
  count: number,
  dictionary: PageValues | null,
): PageValues | string {
  switch (encoding) {
    case "PLAIN":
      return plainValues(bytes, leaf, count);
    case "BYTE_STREAM_SPLIT":
      return leaf === "boolean" || leaf === "string"
        ? `${leaf} values are split into byte streams`
        : plainValues(joinedStreams(bytes, ELEMENT_BYTES[leaf]), leaf, count);
    case "PLAIN_DICTIONARY":
    case "RLE_DICTIONARY":
      return dictionary === null
        ? "a page needs a dictionary, and none stands before it"
        : fromDictionary(bytes, count, dictionary);
    case "RLE":
      return leaf === "boolean"
        ? (hybridRuns(bytes.subarray(4), 1, count) ?? "runs of booleans break off")
        : `${leaf} values are written in runs`;
    default:
      return `values are encoded as ${encoding}; PLAIN, BYTE_STREAM_SPLIT and dictionaries can be read`;
  }
}

export function plainValues(bytes: Uint8Array, leaf: LeafType, count: number): PageValues | string {
  if (leaf === "string") return plainTexts(bytes, count);
  const wanted = leaf === "boolean" ? Math.ceil(count / 8) : count * ELEMENT_BYTES[leaf];
  if (wanted > bytes.length)
    return `${count} ${leaf} values are said to lie in ${bytes.length} bytes`;
  if (leaf === "boolean") {
    return Uint8Array.from({ length: count }, (_, i) => (bytes[i >> 3]! >> (i & 7)) & 1);
  }
  return (
    decodeNumbers(bytes.subarray(0, wanted), leaf, true) ??
    "an integer is beyond 2^53 and would be rounded"
  );
}

function plainTexts(bytes: Uint8Array, count: number): readonly string[] | string {
  const texts: string[] = [];
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  let at = 0;
  while (texts.length < count) {
    if (at + 4 > bytes.length) return `${count} texts are said to lie in ${bytes.length} bytes`;
    const end = at + 4 + view.getUint32(at, true);
    if (end > bytes.length) return `a text is said to end at byte ${end} of ${bytes.length}`;
    const text = utf8Value(bytes.subarray(at + 4, end));
    if (text === null) return "its bytes are no UTF-8 text";
    texts.push(text);
    at = end;
  }
  return texts;
}

/** First bytes of all values, then all second bytes, and so on; put back in order. */
function joinedStreams(bytes: Uint8Array, width: number): Uint8Array {
  const count = Math.floor(bytes.length / width);
  const joined = new Uint8Array(count * width);
  for (let i = 0; i < count; i++) {
    for (let k = 0; k < width; k++) joined[i * width + k] = bytes[k * count + i]!;
  }
  return joined;
}

function fromDictionary(
  bytes: Uint8Array,
  count: number,
  dictionary: PageValues,
): PageValues | string {
  if (count === 0) return [];
  const [bitWidth] = bytes;
  if (bitWidth === undefined || bitWidth > 32)
    return "a page of dictionary places has no bit width";
  const places = hybridRuns(bytes.subarray(1), bitWidth, count);
  if (places === null) return "runs of dictionary places break off";
  for (const place of places) {
    if (place < 0 || place >= dictionary.length) {
      return `the place ${place} of a dictionary of ${dictionary.length} is named`;
    }
  }
  if (!isNumbers(dictionary)) return Array.from(places, (place) => dictionary[place]!);
  const values =
    dictionary instanceof Float32Array ? new Float32Array(count) : new Float64Array(count);
  for (let i = 0; i < count; i++) values[i] = dictionary[places[i]!]!;
  return values;
}

function isNumbers(values: PageValues): values is NumberArray["values"] {
  return ArrayBuffer.isView(values);
}
