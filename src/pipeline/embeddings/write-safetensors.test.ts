import { expect, test } from "vitest";
import { readSafetensors, safetensorsNames } from "./safetensors.ts";
import { writeSafetensors } from "./write-safetensors.ts";

test("what is written is read back to the bit, under its name and shape", () => {
  const floats = Float32Array.of(1.5, -0, 3e-40, Infinity, 0.1, 7);
  const doubles = Float64Array.of(Math.PI, -1e-300);
  const integers = Int32Array.of(-1, 2 ** 31 - 1, 0);
  const file = writeSafetensors([
    { name: "a", shape: [2, 3], values: floats },
    { name: "b", shape: [2], values: doubles },
    { name: "c.é", shape: [3, 1], values: integers },
    { name: "none", shape: [0, 4], values: new Float32Array() },
  ]);
  expect(safetensorsNames(file, "f").toSorted()).toEqual(["a", "b", "c.é", "none"]);
  const a = readSafetensors(file, "f", "a");
  expect(a).toMatchObject({ elementType: "float32", shape: [2, 3] });
  expect(Object.is(a.values[1], -0)).toBe(true);
  expect(a.values).toEqual(floats);
  expect(readSafetensors(file, "f", "b").values).toEqual(doubles);
  expect(readSafetensors(file, "f", "c.é")).toEqual({
    elementType: "int64",
    shape: [3, 1],
    values: Float64Array.from(integers),
  });
  expect(readSafetensors(file, "f", "none").shape).toEqual([0, 4]);
});

test("numbers begin at whole elements, whatever the header's length", () => {
  for (const name of ["a", "ab", "abc", "abcd"]) {
    const file = writeSafetensors([{ name, shape: [], values: Float64Array.of(3) }]);
    const headerBytes = Number(new DataView(file.buffer).getBigUint64(0, true));
    expect(headerBytes % 8).toBe(0);
    expect(readSafetensors(file, "f").values.buffer).toBe(file.buffer);
  }
});

test("a shape that does not fit and a name used twice are refused", () => {
  const values = new Float32Array(3);
  expect(() => writeSafetensors([{ name: "a", shape: [2], values }])).toThrow(
    "a: 3 values for [2]",
  );
  const twice = { name: "a", shape: [3], values };
  expect(() => writeSafetensors([twice, twice])).toThrow("two tensors named a");
});
