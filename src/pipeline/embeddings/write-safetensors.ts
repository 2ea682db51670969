/** Writes .safetensors files: a JSON header that says where each named tensor lies, then their numbers, little-endian. */

/** Row-major. Int32Array is written as I64, the type that PyTorch takes class indices in. */
export interface NamedTensor {
  readonly name: string;
  readonly shape: readonly number[];
  readonly values: Float32Array | Float64Array | Int32Array;
}

/** The header is filled up to whole elements of the widest type, so that every tensor can be read in place. */
const ALIGNMENT = 8;

/**
 * The bytes of a file that holds the tensors, the widest types first, in their order otherwise.
 *
 * @param metadata free text by key
 * @throws RangeError if a shape does not fit its values, or two tensors share a name
 */
export function writeSafetensors(
  tensors: readonly NamedTensor[],
  metadata: Readonly<Record<string, string>> = {},
): Uint8Array<ArrayBuffer> {
  const ordered = tensors.toSorted((a, b) => elementBytes(b) - elementBytes(a));
  const header: Record<string, unknown> = { __metadata__: metadata };
  let end = 0;
  for (const tensor of ordered) {
    const { name, shape, values } = tensor;
    if (Object.hasOwn(header, name)) throw new RangeError(`two tensors named ${name}`);
    if (shape.reduce((product, length) => product * length, 1) !== values.length) {
      throw new RangeError(`${name}: ${values.length} values for [${shape.join(", ")}]`);
    }
    const begin = end;
    end += values.length * elementBytes(tensor);
    header[name] = { dtype: dtypeOf(tensor), shape, data_offsets: [begin, end] };
  }
  const text = new TextEncoder().encode(JSON.stringify(header));
  const start = ALIGNMENT * Math.ceil((ALIGNMENT + text.length) / ALIGNMENT);
  const bytes = new Uint8Array(start + end).fill(0x20, ALIGNMENT, start);
  const view = new DataView(bytes.buffer);
  view.setBigUint64(0, BigInt(start - ALIGNMENT), true);
  bytes.set(text, ALIGNMENT);
  let offset = start;
  for (const tensor of ordered) {
    writeValues(view, offset, tensor);
    offset += tensor.values.length * elementBytes(tensor);
  }
  return bytes;
}

function dtypeOf({ values }: NamedTensor): "F32" | "F64" | "I64" {
  if (values instanceof Float32Array) return "F32";
  return values instanceof Float64Array ? "F64" : "I64";
}

function elementBytes({ values }: NamedTensor): number {
  return values instanceof Float32Array ? 4 : 8;
}

function writeValues(view: DataView, offset: number, { values }: NamedTensor): void {
  if (values instanceof Float32Array) {
    values.forEach((value, i) => view.setFloat32(offset + 4 * i, value, true));
  } else if (values instanceof Float64Array) {
    values.forEach((value, i) => view.setFloat64(offset + 8 * i, value, true));
  } else {
    values.forEach((value, i) => view.setBigInt64(offset + 8 * i, BigInt(value), true));
  }
}
