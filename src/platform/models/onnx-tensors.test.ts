import { expect, test } from "vitest";
import { readOnnxTensors } from "./onnx-tensors.ts";

/** A length-delimited field of less than 128 bytes. */
const field = (number: number, bytes: readonly number[]): number[] => [
  number * 8 + 2,
  bytes.length,
  ...bytes,
];
const textBytes = (text: string): number[] => [...new TextEncoder().encode(text)];

function file(tensor: readonly number[]): Uint8Array<ArrayBuffer> {
  const irVersion = [1 * 8, 8];
  return Uint8Array.from([...irVersion, ...field(7, field(5, tensor))]);
}

function tensor(type: number, packedShape: readonly number[], raw: readonly number[]): number[] {
  return [...field(1, packedShape), 2 * 8, type, ...field(8, textBytes("w")), ...field(9, raw)];
}

test("float32 and float16 tensors are read by name", () => {
  const single = new Uint8Array(Float32Array.of(0.1, -3e30).buffer);
  const read = readOnnxTensors(file(tensor(1, [2, 1], [...single])));
  expect(read.get("w")).toEqual({ shape: [2, 1], values: Float32Array.of(0.1, -3e30) });

  // 1 = 0x3c00, -2 = 0xc000, 65504 = 0x7bff the largest, 2^-24 = 0x0001 the smallest, 1/3 rounded = 0x3555
  const halves = new Uint8Array(Uint16Array.of(0x3c00, 0xc000, 0x7bff, 0x0001, 0x3555, 0).buffer);
  const half = readOnnxTensors(file(tensor(10, [3, 2], [...halves])));
  const expected = Float32Array.of(1, -2, 65504, 2 ** -24, 0x555 / 4096, 0);
  expect(half.get("w")).toEqual({ shape: [3, 2], values: expected });
});

test("a shape may come as single numbers, and tensors of other types are left out", () => {
  const shape = [1 * 8, 1, 1 * 8, 1];
  const rest = [2 * 8, 1, ...field(8, textBytes("w")), ...field(9, [0, 0, 128, 63])];
  const expected = { shape: [1, 1], values: Float32Array.of(1) };
  expect(readOnnxTensors(file([...shape, ...rest])).get("w")).toEqual(expected);
  expect(readOnnxTensors(file(tensor(7, [1], [1, 0, 0, 0, 0, 0, 0, 0]))).size).toBe(0);
});

test("a damaged file is refused", () => {
  const whole = file(tensor(1, [1], [0, 0, 128, 63]));
  expect(() => readOnnxTensors(whole.slice(0, -1))).toThrow(RangeError);
  expect(() => readOnnxTensors(file(tensor(1, [2], [0, 0, 128, 63])))).toThrow(RangeError);
  expect(() => readOnnxTensors(Uint8Array.of(7 * 8 + 3))).toThrow(RangeError);
  expect(() => readOnnxTensors(new Uint8Array(12).fill(255))).toThrow(RangeError);
  const html = Uint8Array.from(textBytes("<!doctype html><title>Not found</title>"));
  expect(() => readOnnxTensors(html)).toThrow(RangeError);
});
