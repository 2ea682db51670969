/** Writes NumPy's .npy files, version 1, little-endian, row-major. */

import { strToU8 } from "fflate";

export type NpyArray =
  | { readonly shape: readonly number[]; readonly values: Float32Array | Int32Array }
  /** A vector of texts, as NumPy's fixed-width "U". A text cannot end in NUL. */
  | { readonly texts: readonly string[] };

/** The numbers begin at a multiple of it, as NumPy writes them. */
const ALIGNMENT = 64;
const START = 10;

/** @throws RangeError if the shape does not fit the values */
export function writeNpy(array: NpyArray): Uint8Array<ArrayBuffer> {
  if ("texts" in array) {
    const points = array.texts.map((text) => Array.from(text, (letter) => letter.codePointAt(0)!));
    const width = points.reduce((most, { length }) => Math.max(most, length), 1);
    const { bytes, view, dataOffset } = emptyNpy(
      `<U${width}`,
      [points.length],
      4 * width * points.length,
    );
    points.forEach((letters, row) => {
      letters.forEach((point, i) => {
        view.setUint32(dataOffset + 4 * (row * width + i), point, true);
      });
    });
    return bytes;
  }
  const { shape, values } = array;
  if (shape.reduce((product, length) => product * length, 1) !== values.length) {
    throw new RangeError(`${values.length} values for [${shape.join(", ")}]`);
  }
  const isFloat = values instanceof Float32Array;
  const { bytes, view, dataOffset } = emptyNpy(isFloat ? "<f4" : "<i4", shape, values.byteLength);
  values.forEach((value, i) => {
    if (isFloat) view.setFloat32(dataOffset + 4 * i, value, true);
    else view.setInt32(dataOffset + 4 * i, value, true);
  });
  return bytes;
}

function emptyNpy(
  descr: string,
  shape: readonly number[],
  dataBytes: number,
): {
  readonly bytes: Uint8Array<ArrayBuffer>;
  readonly view: DataView;
  readonly dataOffset: number;
} {
  const dimensions = shape.length === 1 ? `${shape[0]!},` : shape.join(", ");
  const text = `{'descr': '${descr}', 'fortran_order': False, 'shape': (${dimensions}), }`;
  const dataOffset = ALIGNMENT * Math.ceil((START + text.length + 1) / ALIGNMENT);
  const bytes = new Uint8Array(dataOffset + dataBytes);
  const view = new DataView(bytes.buffer);
  bytes.set([0x93, 0x4e, 0x55, 0x4d, 0x50, 0x59, 1, 0]); // \x93NUMPY, version 1.0
  view.setUint16(8, dataOffset - START, true);
  bytes.set(strToU8(`${text.padEnd(dataOffset - START - 1)}\n`), START);
  return { bytes, view, dataOffset };
}
