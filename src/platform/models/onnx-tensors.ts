/** The stored tensors of an ONNX file: as much of the protocol-buffer format as that takes, and no more of the graph. */

import type { WeightTensor } from "../../numeric/simd/image-network.ts";

/** Field numbers of onnx.proto3. */
const MODEL_GRAPH = 7;
const GRAPH_INITIALIZER = 5;
const TENSOR = { dims: 1, dataType: 2, name: 8, rawData: 9 };
const FLOAT = 1;
const FLOAT16 = 10;

/** Kinds of a protocol-buffer field, the low three bits of its key. */
const VARINT = 0;
const EIGHT_BYTES = 1;
const DELIMITED = 2;
const FOUR_BYTES = 5;

type Bytes = Uint8Array<ArrayBuffer>;

/** A number, or the bytes of a text, a message or packed numbers. */
interface Field {
  readonly number: number;
  readonly value: number | Bytes;
}

/**
 * The float32 and float16 tensors of the graph, by name, as float32; float16 is exact in it. Other tensors are left out.
 *
 * @throws RangeError if a field reaches beyond the bytes that hold it, or a tensor has not as many numbers as its shape says
 */
export function readOnnxTensors(file: Bytes): ReadonlyMap<string, WeightTensor> {
  const tensors = new Map<string, WeightTensor>();
  for (const graph of messagesOf(file, MODEL_GRAPH)) {
    for (const message of messagesOf(graph, GRAPH_INITIALIZER)) {
      const named = readTensor(message);
      if (named !== null) tensors.set(named.name, named.tensor);
    }
  }
  return tensors;
}

function* messagesOf(bytes: Bytes, wanted: number): Generator<Bytes> {
  for (const { number, value } of fieldsOf(bytes)) {
    if (number === wanted && typeof value !== "number") yield value;
  }
}

function readTensor(
  message: Bytes,
): { readonly name: string; readonly tensor: WeightTensor } | null {
  const shape: number[] = [];
  let dataType = 0;
  let name = "";
  let raw: Bytes | null = null;
  for (const { number, value } of fieldsOf(message)) {
    if (number === TENSOR.dims) {
      shape.push(...(typeof value === "number" ? [value] : varintsOf(value)));
    } else if (typeof value === "number") {
      if (number === TENSOR.dataType) dataType = value;
    } else if (number === TENSOR.name) name = new TextDecoder().decode(value);
    else if (number === TENSOR.rawData) raw = value;
  }
  if (raw === null || (dataType !== FLOAT && dataType !== FLOAT16)) return null;
  const values = dataType === FLOAT ? float32Values(raw) : float16Values(raw);
  if (shape.reduce((product, side) => product * side, 1) !== values.length) {
    throw new RangeError(`${name} holds ${values.length} numbers for [${shape.join()}]`);
  }
  return { name, tensor: { shape, values } };
}

function float32Values(raw: Bytes): Float32Array {
  const view = new DataView(raw.buffer, raw.byteOffset, raw.byteLength);
  return Float32Array.from({ length: raw.length / 4 }, (_, i) => view.getFloat32(4 * i, true));
}

/** Half precision is 1 sign, 5 exponent and 10 fraction bits; the exponent counts from 15. */
function float16Values(raw: Bytes): Float32Array {
  // Moved to their places in single precision, the bits stand for the number times 2^-112, whose exponent counts from 127.
  const words = new Uint32Array(raw.length / 2);
  const view = new DataView(raw.buffer, raw.byteOffset, raw.byteLength);
  for (let i = 0; i < words.length; i++) {
    const half = view.getUint16(2 * i, true);
    words[i] = ((half & 0x8000) << 16) | ((half & 0x7fff) << 13);
  }
  return new Float32Array(words.buffer).map((value) => value * 2 ** 112);
}

/** @throws RangeError if a field ends beyond `bytes`, or is of a kind that proto3 has not */
function* fieldsOf(bytes: Bytes): Generator<Field> {
  const reader = { bytes, at: 0 };
  while (reader.at < bytes.length) {
    const key = nextVarint(reader);
    const number = Math.floor(key / 8);
    const kind = key % 8;
    if (kind === VARINT) {
      yield { number, value: nextVarint(reader) };
      continue;
    }
    const length = lengthOf(reader, kind);
    const end = reader.at + length;
    if (end > bytes.length)
      throw new RangeError(`a field of ${length} bytes reaches beyond the end`);
    yield { number, value: bytes.subarray(reader.at, end) };
    reader.at = end;
  }
}

interface Reader {
  readonly bytes: Bytes;
  at: number;
}

function lengthOf(reader: Reader, kind: number): number {
  if (kind === DELIMITED) return nextVarint(reader);
  if (kind === FOUR_BYTES) return 4;
  if (kind === EIGHT_BYTES) return 8;
  throw new RangeError(`no field is of kind ${kind}`);
}

/** Seven bits a byte, the lowest first. Numbers above 2^53 lose their last bits; no size or kind is so large. */
function nextVarint(reader: Reader): number {
  let value = 0;
  for (let scale = 1; scale < 2 ** 70; scale *= 128) {
    const byte = reader.bytes[reader.at++];
    if (byte === undefined) throw new RangeError("a number reaches beyond the end");
    value += (byte % 128) * scale;
    if (byte < 128) return value;
  }
  throw new RangeError("a number of more than ten bytes");
}

function varintsOf(bytes: Bytes): number[] {
  const reader = { bytes, at: 0 };
  const values: number[] = [];
  while (reader.at < bytes.length) values.push(nextVarint(reader));
  return values;
}
