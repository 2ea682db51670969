/** Reads NumPy's .npy files: a short text header, then the numbers of one array. */

import { unreadableFile } from "../dataset/unreadable-file.ts";
import { utf8Text } from "../dataset/utf8-text.ts";
import {
  arrayBytes,
  decodeNumbers,
  ELEMENT_BYTES,
  type ElementType,
  type NumberArray,
} from "./number-array.ts";

const MAGIC = [0x93, 0x4e, 0x55, 0x4d, 0x50, 0x59]; // \x93NUMPY
const VERSION_OFFSET = 6;
const LENGTH_OFFSET = 8;
/** NumPy allows 32 dimensions, or 64 from version 2 on. */
const MOST_DIMENSIONS = 64;

const ELEMENT_TYPES: Readonly<Record<string, ElementType>> = {
  f2: "float16",
  f4: "float32",
  f8: "float64",
  i4: "int32",
  i8: "int64",
  u1: "uint8",
};

interface NpyHeader {
  /** As the file writes it ("f4", "U12"). */
  readonly type: string;
  readonly littleEndian: boolean;
  readonly fortranOrder: boolean;
  readonly shape: readonly number[];
  /** Where the header's text begins. */
  readonly textOffset: number;
  /** Where the numbers begin. */
  readonly dataOffset: number;
}

/**
 * The array of a .npy file, format versions 1 to 3 (numpy.lib.format), in row-major order whatever the file's. Types f2, f4, f8, i4, i8 and u1.
 *
 * A row-major array of a type that the machine has is a view of `bytes`; nothing is allocated before the header's shape was found to fit the file.
 *
 * @param file name for the error
 * @throws StudioError embeddings/unreadable-file with the reason and the byte
 */
export function readNpy(bytes: Uint8Array, file: string): NumberArray {
  const { type, littleEndian, fortranOrder, shape, textOffset, dataOffset } = readHeader(
    bytes,
    file,
  );
  const elementType = ELEMENT_TYPES[type];
  if (elementType === undefined) {
    throw unreadableFile(
      file,
      `its numbers are of type ${type}; f2, f4, f8, i4, i8 and u1 can be read`,
      textOffset,
    );
  }
  const wanted = arrayBytes(shape, elementType);
  const held = bytes.length - dataOffset;
  if (wanted !== held) {
    throw unreadableFile(
      file,
      `its header promises (${shape.join(", ")}) numbers of ${ELEMENT_BYTES[elementType]} bytes, and ${held} bytes follow`,
      dataOffset,
    );
  }
  const values = decodeNumbers(bytes.subarray(dataOffset), elementType, littleEndian);
  if (values === null) {
    throw unreadableFile(file, "an integer is beyond 2^53 and would be rounded", dataOffset);
  }
  return {
    elementType,
    shape,
    values: fortranOrder && shape.length > 1 ? toRowMajor(values, shape) : values,
  };
}

/**
 * The texts of a vector of NumPy's fixed-width strings (U, four bytes a character, or S, one byte); null for an array of numbers.
 *
 * @throws StudioError embeddings/unreadable-file
 */
export function npyTexts(bytes: Uint8Array, file: string): readonly string[] | null {
  const { type, littleEndian, shape, dataOffset } = readHeader(bytes, file);
  const [, kind, digits] = /^([US])(\d{1,9})$/.exec(type) ?? [];
  if (kind === undefined) return null;
  const width = Number(digits) * (kind === "U" ? 4 : 1);
  const held = bytes.length - dataOffset;
  const [count] = shape;
  if (count === undefined || shape.length !== 1 || count * width !== held) {
    throw unreadableFile(
      file,
      `its header promises (${shape.join(", ")}) texts of ${width} bytes, and ${held} bytes follow`,
      dataOffset,
    );
  }
  if (width === 0 && count > bytes.length) {
    throw unreadableFile(file, `its header promises ${count} texts of no bytes`, dataOffset);
  }
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  return Array.from({ length: count }, (_, row) => {
    const begin = dataOffset + row * width;
    const text =
      kind === "U"
        ? utf32Text(view, begin, width, littleEndian)
        : utf8Text(bytes.subarray(begin, begin + width));
    if (text === null) throw unreadableFile(file, "a text holds what is no character", begin);
    return text.replace(/\0+$/, "");
  });
}

/** Null for a number that is no code point. */
function utf32Text(
  view: DataView,
  begin: number,
  width: number,
  littleEndian: boolean,
): string | null {
  let text = "";
  for (let at = begin; at < begin + width; at += 4) {
    const point = view.getUint32(at, littleEndian);
    if (point > 0x10ffff) return null;
    text += String.fromCodePoint(point);
  }
  return text;
}

function readHeader(bytes: Uint8Array, file: string): NpyHeader {
  if (MAGIC.some((byte, i) => bytes[i] !== byte)) {
    throw unreadableFile(file, "it does not begin as a .npy file does", 0);
  }
  const version = bytes[VERSION_OFFSET];
  if (version !== 1 && version !== 2 && version !== 3) {
    throw unreadableFile(
      file,
      `its format version is ${version ?? "missing"}, and 1 to 3 can be read`,
      VERSION_OFFSET,
    );
  }
  const textOffset = LENGTH_OFFSET + (version === 1 ? 2 : 4);
  if (bytes.length < textOffset) {
    throw unreadableFile(file, "it ends before its header", bytes.length);
  }
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const textBytes =
    version === 1 ? view.getUint16(LENGTH_OFFSET, true) : view.getUint32(LENGTH_OFFSET, true);
  const dataOffset = textOffset + textBytes;
  if (dataOffset > bytes.length) {
    throw unreadableFile(
      file,
      `its header is said to be ${textBytes} bytes long, and the file ends before`,
      LENGTH_OFFSET,
    );
  }
  const text = utf8Text(bytes.subarray(textOffset, dataOffset));
  if (text === null) throw unreadableFile(file, "its header is no text", textOffset);
  return { ...parseHeader(text, textOffset, file), textOffset, dataOffset };
}

/** One entry of the header, a Python dictionary: 'descr': '<f4', 'fortran_order': False, or 'shape': (3, 4). */
const ENTRY =
  /\s*(?:'descr'\s*:\s*'([<>|=]?)([a-zUS]\d+|O)'|'fortran_order'\s*:\s*(True|False)|'shape'\s*:\s*\(([\d,\s]*)\))\s*(?:,|(?=\}))/y;

function parseHeader(
  text: string,
  textOffset: number,
  file: string,
): Omit<NpyHeader, "textOffset" | "dataOffset"> {
  const refuse = (reason: string): Error => unreadableFile(file, reason, textOffset);
  let order: string | undefined;
  let type: string | undefined;
  let fortran: string | undefined;
  let dimensions: string | undefined;
  const open = /^\s*\{/.exec(text);
  if (open === null) throw refuse("its header is no dictionary");
  ENTRY.lastIndex = open[0].length;
  let end = ENTRY.lastIndex;
  for (let entry = ENTRY.exec(text); entry !== null; entry = ENTRY.exec(text)) {
    end = ENTRY.lastIndex;
    order = entry[1] ?? order;
    type = entry[2] ?? type;
    fortran = entry[3] ?? fortran;
    dimensions = entry[4] ?? dimensions;
  }
  if (!/^\s*\}\s*$/.test(text.slice(end))) {
    throw refuse("its header holds something else than descr, fortran_order and shape");
  }
  if (type === undefined || fortran === undefined || dimensions === undefined) {
    throw refuse("its header lacks descr, fortran_order or shape");
  }
  const shape = parseShape(dimensions);
  if (shape === null) throw refuse(`its shape is (${dimensions})`);
  return { type, littleEndian: order !== ">", fortranOrder: fortran === "True", shape };
}

/** "" is a single number, "3," a vector; null for anything that Python would not write. */
function parseShape(text: string): number[] | null {
  const parts = text.split(",").map((part) => part.trim());
  if (parts.at(-1) === "") parts.pop();
  const shape = parts.map(Number);
  const right =
    parts.every((part) => /^\d{1,16}$/.test(part)) &&
    shape.every(Number.isSafeInteger) &&
    shape.length <= MOST_DIMENSIONS;
  return right ? shape : null;
}

/** Of an array whose first index runs fastest, the same with the last one running fastest. */
function toRowMajor(
  values: NumberArray["values"],
  shape: readonly number[],
): NumberArray["values"] {
  const rowMajor = values.slice();
  const index = shape.map(() => 0);
  const strides: number[] = [];
  shape.reduce((stride, length) => {
    strides.push(stride);
    return stride * length;
  }, 1);
  let from = 0;
  for (let to = 0; to < rowMajor.length; to++) {
    rowMajor[to] = values[from]!;
    for (let axis = shape.length - 1; axis >= 0; axis--) {
      from += strides[axis]!;
      if (++index[axis]! < shape[axis]!) break;
      from -= strides[axis]! * shape[axis]!;
      index[axis] = 0;
    }
  }
  return rowMajor;
}
