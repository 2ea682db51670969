import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { StudioError } from "../../errors.ts";
import { createRandom } from "../../numeric/random.ts";
import { readNpy } from "./npy.ts";

const DATA = process.env["GANET_DATA"] ?? join(import.meta.dirname, "../../../../shared/data");

interface Written {
  readonly descr: string;
  readonly shape: readonly number[];
  readonly bytes: Uint8Array;
  readonly version?: number;
  readonly fortran?: boolean;
}

/** Written from the format's description (numpy.lib.format), with the data at a multiple of 64 bytes as NumPy does. */
function writeNpy({ descr, shape, bytes, version = 1, fortran = false }: Written): Uint8Array {
  const dimensions = shape.length === 1 ? `${shape[0]!},` : shape.join(", ");
  const text = `{'descr': '${descr}', 'fortran_order': ${fortran ? "True" : "False"}, 'shape': (${dimensions}), }`;
  const start = version === 1 ? 10 : 12;
  const length = Math.ceil((start + text.length + 1) / 64) * 64 - start;
  const file = new Uint8Array(start + length + bytes.length);
  file.set([0x93, ...Buffer.from("NUMPY"), version, 0]);
  const view = new DataView(file.buffer);
  if (version === 1) view.setUint16(8, length, true);
  else view.setUint32(8, length, true);
  file.set(Buffer.from(`${text.padEnd(length - 1)}\n`), start);
  file.set(bytes, start + length);
  return file;
}

function bytesOf(array: Float32Array | Float64Array | Int32Array | BigInt64Array | Uint16Array) {
  return new Uint8Array(array.buffer, array.byteOffset, array.byteLength);
}

const SIX = [1, -2.5, 3, 0.25, 5, -6];

describe("npy", () => {
  it.each([1, 2, 3])(
    "reads a float32 matrix of format version %i as a view of the file",
    (version) => {
      const file = writeNpy({
        descr: "<f4",
        shape: [2, 3],
        bytes: bytesOf(Float32Array.from(SIX)),
        version,
      });
      const { elementType, shape, values } = readNpy(file, "a.npy");
      expect(elementType).toBe("float32");
      expect(shape).toEqual([2, 3]);
      expect([...values]).toEqual(SIX);
      expect(values.buffer).toBe(file.buffer);
    },
  );

  it("copies where the numbers do not lie at a multiple of their size", () => {
    const file = writeNpy({ descr: "<f4", shape: [6], bytes: bytesOf(Float32Array.from(SIX)) });
    const shifted = new Uint8Array(file.length + 1).subarray(1);
    shifted.set(file);
    expect([...readNpy(shifted, "a.npy").values]).toEqual(SIX);
    // Node's own kind of bytes, whose slice() is a view.
    const buffer = Buffer.from(shifted.buffer, 1);
    expect([...readNpy(buffer, "a.npy").values]).toEqual(SIX);
  });

  it("reads float16, float64, int32, int64, uint8 and big-endian numbers", () => {
    // 1, -2.5, 0.25 in binary16.
    const half = bytesOf(Uint16Array.from([0x3c00, 0xc100, 0x3400]));
    const read = (descr: string, bytes: Uint8Array, count: number): number[] => [
      ...readNpy(writeNpy({ descr, shape: [count], bytes }), "a.npy").values,
    ];
    expect(read("<f2", half, 3)).toEqual([1, -2.5, 0.25]);
    expect(read("<f8", bytesOf(Float64Array.from([0.1, -7])), 2)).toEqual([0.1, -7]);
    expect(read("<i4", bytesOf(Int32Array.from([-3, 2 ** 30])), 2)).toEqual([-3, 2 ** 30]);
    expect(read("<i8", bytesOf(BigInt64Array.from([-3n, 2n ** 40n])), 2)).toEqual([-3, 2 ** 40]);
    expect(read("|u1", Uint8Array.from([0, 255]), 2)).toEqual([0, 255]);
    expect(read(">f4", Uint8Array.from([0x3f, 0x80, 0, 0]), 1)).toEqual([1]);
  });

  it("turns Fortran order into row-major order", () => {
    // Columns first: of the 2 x 3 matrix [[1, 2, 3], [4, 5, 6]] the file holds 1 4 2 5 3 6.
    const matrix = writeNpy({
      descr: "<f4",
      shape: [2, 3],
      bytes: bytesOf(Float32Array.from([1, 4, 2, 5, 3, 6])),
      fortran: true,
    });
    expect([...readNpy(matrix, "a.npy").values]).toEqual([1, 2, 3, 4, 5, 6]);
    // Entry (i, j, k) of a 2 x 3 x 2 array is 100 i + 10 j + k; the first index runs fastest in the file.
    const entries = (order: (i: number, j: number, k: number) => number): Float32Array => {
      const array = new Float32Array(12);
      for (const i of [0, 1]) {
        for (const j of [0, 1, 2]) {
          for (const k of [0, 1]) array[order(i, j, k)] = 100 * i + 10 * j + k;
        }
      }
      return array;
    };
    const cube = writeNpy({
      descr: "<f4",
      shape: [2, 3, 2],
      bytes: bytesOf(entries((i, j, k) => i + 2 * j + 6 * k)),
      fortran: true,
    });
    expect(readNpy(cube, "a.npy").values).toEqual(entries((i, j, k) => 6 * i + 2 * j + k));
  });

  it("reads a single number and an empty matrix", () => {
    const one = writeNpy({ descr: "<f4", shape: [], bytes: bytesOf(Float32Array.of(7)) });
    expect([...readNpy(one, "a.npy").values]).toEqual([7]);
    const none = writeNpy({ descr: "<f4", shape: [0, 512], bytes: new Uint8Array() });
    expect(readNpy(none, "a.npy").values).toHaveLength(0);
  });

  it.each([
    ["text", { bytes: Buffer.from("file,label\n") }, 0, /does not begin/],
    ["a later version", { version: 4 }, 6, /version is 4/],
    ["a record type", { descr: "|V8" }, 12, /descr, fortran_order and shape/],
    ["complex numbers", { descr: "<c8" }, 10, /type c8/],
    ["a shape beyond the file", { shape: [4_000_000_000, 3] }, 128, /promises/],
    ["a shape beyond every number", { shape: [9e15, 9e15] }, 128, /promises/],
    ["fewer numbers than there are", { shape: [2, 2] }, 128, /24 bytes follow/],
  ])("refuses %s and says where", (_, change, offset, reason) => {
    const whole: Written = {
      descr: "<f4",
      shape: [2, 3],
      bytes: bytesOf(Float32Array.from(SIX)),
      ...change,
    };
    const file = "bytes" in change ? change.bytes : writeNpy(whole);
    const error = thrownBy(() => readNpy(file, "features.npy"));
    expect(error.code).toBe("embeddings/unreadable-file");
    expect(error.message).toMatch(reason);
    expect(error.details).toMatchObject({ path: "features.npy" });
    if (offset !== 12) expect(error.details["offset"]).toBe(offset);
  });

  it("refuses an int64 that float64 would round", () => {
    const file = writeNpy({
      descr: "<i8",
      shape: [1],
      bytes: bytesOf(BigInt64Array.of(2n ** 53n + 1n)),
    });
    expect(thrownBy(() => readNpy(file, "a.npy")).message).toMatch(/2\^53/);
  });

  it("neither crashes nor allocates beyond the file when header bytes are changed or the end is cut off", () => {
    const file = writeNpy({ descr: "<f2", shape: [16, 4], bytes: new Uint8Array(128) });
    const random = createRandom(5);
    let read = 0;
    for (let trial = 0; trial < 5000; trial++) {
      const damaged = file.slice(
        0,
        trial % 2 === 0 ? file.length : random.integer(file.length + 1),
      );
      const flips = trial % 2 === 0 ? 1 + random.integer(3) : 0;
      for (let flip = 0; flip < flips; flip++) {
        damaged[random.integer(128)]! ^= 1 << random.integer(8);
      }
      try {
        const { values } = readNpy(damaged, "a.npy");
        expect(values.byteLength).toBeLessThanOrEqual(2 * damaged.length);
        read++;
      } catch (error) {
        if (!(error instanceof StudioError)) throw error;
      }
    }
    // Some flips only touch the padding or turn f2 into another type of the same size.
    expect(read).toBeGreaterThan(0);
    expect(read).toBeLessThan(5000);
  });

  it.skipIf(!existsSync(join(DATA, "clip-vitb32/oxford_pets.test.npy")))(
    "reads the CLIP features of Oxford Pets (needs shared/data or GANET_DATA): 3,669 unit rows",
    () => {
      const file = readFileSync(join(DATA, "clip-vitb32/oxford_pets.test.npy"));
      const { shape, elementType, values } = readNpy(file, "oxford_pets.test.npy");
      expect(elementType).toBe("float16");
      expect(shape).toEqual([3669, 512]);
      for (const row of [0, 1834, 3668]) {
        let squares = 0;
        for (const value of values.slice(row * 512, (row + 1) * 512)) squares += value * value;
        // Unit before they were rounded to 11 significant bits.
        expect(Math.sqrt(squares)).toBeCloseTo(1, 3);
      }
    },
  );
});

function thrownBy(read: () => unknown): StudioError {
  try {
    read();
  } catch (error) {
    if (error instanceof StudioError) return error;
    throw error;
  }
  throw new Error("nothing was thrown");
}
