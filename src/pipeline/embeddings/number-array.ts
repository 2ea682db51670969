/** Arrays of numbers as feature files hold them, and their bytes turned into typed arrays. */

import { halfPrecisionValue } from "../../numeric/half-precision.ts";

export type ElementType = "float16" | "float32" | "float64" | "int32" | "int64" | "uint8";

export const ELEMENT_BYTES: Readonly<Record<ElementType, number>> = {
  float16: 2,
  float32: 4,
  float64: 8,
  int32: 4,
  int64: 8,
  uint8: 1,
};

type Numbers = Float32Array | Float64Array | Int32Array | Uint8Array;

/** Row-major. float16 is given as float32 and int64 as float64, both exactly; the others as they are. */
export interface NumberArray {
  readonly elementType: ElementType;
  readonly shape: readonly number[];
  readonly values: Numbers;
}

/** Bytes that an array of this shape takes; null when that is beyond the whole numbers that a number holds exactly. */
export function arrayBytes(shape: readonly number[], elementType: ElementType): number | null {
  const bytes = shape.reduce((product, length) => product * length, ELEMENT_BYTES[elementType]);
  return Number.isSafeInteger(bytes) ? bytes : null;
}

/**
 * The numbers that `bytes` hold. A view of the same memory where type, alignment and byte order allow, else a copy of these bytes alone.
 *
 * @param bytes whole elements
 * @returns null for an int64 beyond ±(2^53 - 1), which float64 does not hold exactly
 */
export function decodeNumbers(
  bytes: Uint8Array,
  elementType: ElementType,
  littleEndian: boolean,
): Numbers | null {
  if (elementType === "uint8") return bytes;
  const count = bytes.length / ELEMENT_BYTES[elementType];
  if (littleEndian === hostIsLittleEndian() && isNative(elementType)) {
    const isAligned = bytes.byteOffset % ELEMENT_BYTES[elementType] === 0;
    const whole = isAligned ? bytes : new Uint8Array(bytes);
    return nativeView(elementType, whole.buffer, whole.byteOffset, count);
  }
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  if (elementType === "int64") return decodeInt64(view, count, littleEndian);
  const native = elementType === "float16" ? "float32" : elementType;
  const read = ELEMENT_READERS[elementType];
  const bytesInMemory = new ArrayBuffer(count * ELEMENT_BYTES[native]);
  const values = nativeView(native, bytesInMemory, 0, count);
  for (let i = 0; i < count; i++) {
    values[i] = read(view, i * ELEMENT_BYTES[elementType], littleEndian);
  }
  return values;
}

/** Types that the machine's typed arrays hold as they lie in the file. */
type NativeType = "float32" | "float64" | "int32";

function isNative(elementType: ElementType): elementType is NativeType {
  return elementType === "float32" || elementType === "float64" || elementType === "int32";
}

function nativeView(
  elementType: NativeType,
  buffer: ArrayBufferLike,
  byteOffset: number,
  count: number,
): Numbers {
  switch (elementType) {
    case "float32":
      return new Float32Array(buffer, byteOffset, count);
    case "float64":
      return new Float64Array(buffer, byteOffset, count);
    case "int32":
      return new Int32Array(buffer, byteOffset, count);
  }
}

type ElementReader = (view: DataView, offset: number, littleEndian: boolean) => number;

const ELEMENT_READERS: Readonly<Record<NativeType | "float16", ElementReader>> = {
  float16: (view, offset, littleEndian) => halfPrecisionValue(view.getUint16(offset, littleEndian)),
  float32: (view, offset, littleEndian) => view.getFloat32(offset, littleEndian),
  float64: (view, offset, littleEndian) => view.getFloat64(offset, littleEndian),
  int32: (view, offset, littleEndian) => view.getInt32(offset, littleEndian),
};

function decodeInt64(view: DataView, count: number, littleEndian: boolean): Float64Array | null {
  const values = new Float64Array(count);
  for (let i = 0; i < count; i++) {
    const value = Number(view.getBigInt64(8 * i, littleEndian));
    if (!Number.isSafeInteger(value)) return null;
    values[i] = value;
  }
  return values;
}

function hostIsLittleEndian(): boolean {
  return new Uint8Array(new Uint16Array([1]).buffer)[0] === 1;
}
