import { expect, it } from "vitest";
import { modelNeeds } from "./model-needs.ts";

const file = (path: string, bytes: number) => ({ path, bytes, sha256: null });
const files = [
  file("tokenizer.json", 1),
  file("onnx/model_fp16.onnx", 20),
  file("onnx/model_fp16.onnx_data", 300),
  file("onnx/model_fp16.onnx_data_1", 4000),
];

it("needs memory for its weights, and 16-bit floats for its format", () => {
  const ref = { id: "o/m", revision: "main" };
  expect(modelNeeds({ ref: { ...ref, dtype: "fp16" }, files })).toEqual({
    halfFloats: true,
    memoryBytes: 4320,
  });
  const needs = ["fp32", "q8", "q4", "q4f16"] as const;
  expect(needs.map((dtype) => modelNeeds({ ref: { ...ref, dtype }, files }).halfFloats)).toEqual([
    ...[false, false, false, true],
  ]);
});
