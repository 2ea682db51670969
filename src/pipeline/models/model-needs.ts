/** What a model asks of the device that runs it, as far as its files tell. */

import type { ModelPlan } from "./hub-model.ts";

export interface ModelNeeds {
  /** It computes in 16-bit floats: WebGPU's shader-f16. */
  readonly halfFloats: boolean;
  /** Its weights alone; what it computes comes on top. */
  readonly memoryBytes: number;
}

export function modelNeeds({ ref, files }: Pick<ModelPlan, "ref" | "files">): ModelNeeds {
  const weights = files.filter(({ path }) => /\.onnx(?:_data(?:_\d+)?)?$/u.test(path));
  return {
    halfFloats: ref.dtype === "fp16" || ref.dtype === "q4f16",
    memoryBytes: weights.reduce((sum, { bytes }) => sum + bytes, 0),
  };
}
