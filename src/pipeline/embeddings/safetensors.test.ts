import { describe, expect, it } from "vitest";
import { StudioError } from "../../errors.ts";
import { createRandom } from "../../numeric/random.ts";
import { readSafetensors, safetensorsNames } from "./safetensors.ts";

type Header = Record<string, unknown>;

/** Written from the format's description: u64 header length, JSON, padding of spaces to a multiple of 8, then the bytes of all tensors. */
function writeSafetensors(header: Header, data: Uint8Array): Uint8Array {
  const text = Buffer.from(JSON.stringify(header));
  const length = Math.ceil(text.length / 8) * 8;
  const file = new Uint8Array(8 + length + data.length).fill(0x20, 8, 8 + length);
  new DataView(file.buffer).setBigUint64(0, BigInt(length), true);
  file.set(text, 8);
  file.set(data, 8 + length);
  return file;
}

function concat(...arrays: readonly (Float32Array | Float64Array | BigInt64Array | Uint16Array)[]) {
  return Uint8Array.from(
    arrays.flatMap((array) => [
      ...new Uint8Array(array.buffer, array.byteOffset, array.byteLength),
    ]),
  );
}

const DATA = concat(
  Float32Array.of(1, -2.5, 3, 0.25, 5, -6),
  Uint16Array.of(0x3c00, 0xc100, 0x3400, 0x8000),
  BigInt64Array.of(-7n, 2n ** 40n),
  Float64Array.of(0.1),
);
const HEADER = {
  __metadata__: { format: "pt" },
  "image features é": { dtype: "F32", shape: [2, 3], data_offsets: [0, 24] },
  text: { dtype: "F16", shape: [4], data_offsets: [24, 32] },
  labels: { dtype: "I64", shape: [2], data_offsets: [32, 48] },
  scale: { dtype: "F64", shape: [], data_offsets: [48, 56] },
};

describe("safetensors", () => {
  it("reads a tensor by name, float32 as a view of the file", () => {
    const file = writeSafetensors(HEADER, DATA);
    expect(safetensorsNames(file, "a")).toEqual(["image features é", "text", "labels", "scale"]);
    const image = readSafetensors(file, "a", "image features é");
    expect(image).toMatchObject({ elementType: "float32", shape: [2, 3] });
    expect([...image.values]).toEqual([1, -2.5, 3, 0.25, 5, -6]);
    expect(image.values.buffer).toBe(file.buffer);
    expect([...readSafetensors(file, "a", "text").values]).toEqual([1, -2.5, 0.25, -0]);
    expect([...readSafetensors(file, "a", "labels").values]).toEqual([-7, 2 ** 40]);
    expect([...readSafetensors(file, "a", "scale").values]).toEqual([0.1]);
  });

  it("reads the only tensor without its name", () => {
    const one = { x: { dtype: "F32", shape: [1], data_offsets: [0, 4] } };
    expect([
      ...readSafetensors(writeSafetensors(one, concat(Float32Array.of(3))), "a").values,
    ]).toEqual([3]);
  });

  const entry = (begin: number, end: number, shape = [(end - begin) / 4]): Header => ({
    dtype: "F32",
    shape,
    data_offsets: [begin, end],
  });

  it.each([
    ["an unknown name", HEADER, "video", /holds no tensor video, but image features é, text/],
    ["no name among several", HEADER, null, /4 tensors, and one has to be named/],
    ["overlapping tensors", { a: entry(0, 32), b: entry(28, 56) }, "a", /b lies at bytes/],
    ["a gap", { a: entry(0, 24), b: entry(28, 56) }, "a", /b lies at bytes/],
    ["a tensor beyond the file", { a: entry(0, 4e9) }, "a", /a lies at bytes/],
    ["a tensor that ends before it begins", { a: entry(24, 0, [6]) }, "a", /a lies at bytes/],
    ["bytes of no tensor", { a: entry(0, 24) }, "a", /32 bytes at its end/],
    ["a shape of another size", { a: entry(0, 56, [2, 3]) }, "a", /\(2, 3\) and 56 bytes of F32/],
    ["a shape beyond every number", { a: entry(0, 56, [9e15, 9e15]) }, "a", /56 bytes of F32/],
    ["a negative offset", { a: entry(-4, 52) }, "a", /place of a is missing/],
    ["no shape", { a: { dtype: "F32", data_offsets: [0, 56] } }, "a", /type or shape of a/],
    ["brain floats", { a: { dtype: "BF16", shape: [28], data_offsets: [0, 56] } }, "a", /BF16/],
  ])("refuses %s", (_, header, name, reason) => {
    const error = thrownBy(() => readSafetensors(writeSafetensors(header, DATA), "f.st", name));
    expect(error.code).toBe("embeddings/unreadable-file");
    expect(error.message).toMatch(reason);
    expect(error.message).toMatch(/^f\.st cannot be read: .* \(byte \d+\)\.$/);
  });

  it("refuses a header that is longer than the file, no JSON, or cut off", () => {
    const file = writeSafetensors(HEADER, DATA);
    const long = file.slice();
    new DataView(long.buffer).setBigUint64(0, 2n ** 60n, true);
    expect(thrownBy(() => readSafetensors(long, "a", "text")).details["offset"]).toBe(0);
    expect(thrownBy(() => readSafetensors(file.slice(0, 5), "a")).details["offset"]).toBe(5);
    const text = file.slice();
    text[8] = 0x5b;
    expect(thrownBy(() => readSafetensors(text, "a")).message).toMatch(/no JSON object/);
  });

  it("neither crashes nor allocates beyond the file when header bytes are changed or the end is cut off", () => {
    const file = writeSafetensors(HEADER, DATA);
    const headerEnd = file.length - DATA.length;
    const random = createRandom(5);
    let read = 0;
    for (let trial = 0; trial < 5000; trial++) {
      const damaged = file.slice(
        0,
        trial % 2 === 0 ? file.length : random.integer(file.length + 1),
      );
      const flips = trial % 2 === 0 ? 1 + random.integer(3) : 0;
      for (let flip = 0; flip < flips; flip++) {
        damaged[random.integer(headerEnd)]! ^= 1 << random.integer(8);
      }
      try {
        const { values } = readSafetensors(damaged, "a", "text");
        expect(values.byteLength).toBeLessThanOrEqual(2 * damaged.length);
        read++;
      } catch (error) {
        if (!(error instanceof StudioError)) throw error;
      }
    }
    // Some flips only touch the padding, the metadata or another name.
    expect(read).toBeGreaterThan(0);
    expect(read).toBeLessThan(5000);
  });
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
