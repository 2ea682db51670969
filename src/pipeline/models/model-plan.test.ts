import { expect, test } from "vitest";
import clip from "../../../e2e/tiny-hub/models/Xenova/clip-vit-base-patch32/config.json" with { type: "json" };
import clipPictures from "../../../e2e/tiny-hub/models/Xenova/clip-vit-base-patch32/preprocessor_config.json" with { type: "json" };
import dinov2 from "../../../e2e/tiny-hub/models/Xenova/dinov2-small/config.json" with { type: "json" };
import dinov2Pictures from "../../../e2e/tiny-hub/models/Xenova/dinov2-small/preprocessor_config.json" with { type: "json" };
import siglip from "../../../e2e/tiny-hub/models/Xenova/siglip-base-patch16-224/config.json" with { type: "json" };
import vitGpt2 from "../../../e2e/tiny-hub/models/Xenova/vit-gpt2-image-captioning/config.json" with { type: "json" };
import smolVlm from "../../../e2e/tiny-hub/models/HuggingFaceTB/SmolVLM-256M-Instruct/config.json" with { type: "json" };
import smolVlmPictures from "../../../e2e/tiny-hub/models/HuggingFaceTB/SmolVLM-256M-Instruct/preprocessor_config.json" with { type: "json" };
import florence2 from "../../../e2e/tiny-hub/models/onnx-community/Florence-2-base-ft/config.json" with { type: "json" };
import { modelIdOf, readHubListing } from "./hub-listing.ts";
import type { HubListing } from "./hub-model.ts";
import { modelFacts, modelPlans } from "./model-plan.ts";
import { readPreprocessor, resizedSize } from "./preprocessor.ts";

const COMMIT = "a".repeat(40);
const listed = (...paths: string[]): HubListing =>
  readHubListing("o/m", {
    sha: COMMIT,
    cardData: { license: "mit" },
    siblings: paths.map((rfilename) => ({ rfilename, size: 3 })),
  });

test("a model is what its config says", () => {
  expect(modelFacts("o/m", clip)).toMatchObject({ family: "clip", dimension: 16 });
  expect(modelFacts("o/m", siglip)).toMatchObject({ family: "siglip", dimension: 32 });
  expect(modelFacts("o/m", dinov2)).toMatchObject({
    family: "dinov2",
    dimension: 32,
    roles: ["image-encoder"],
  });
  for (const [config, family] of [
    [vitGpt2, "vit-gpt2"],
    [smolVlm, "smolvlm"],
    [florence2, "florence2"],
  ] as const) {
    expect(modelFacts("o/m", config)).toEqual({ family, dimension: 0, roles: ["captioner"] });
  }
});

test.each([
  [{ model_type: "llama" }, "llama"],
  [
    { model_type: "vision-encoder-decoder", encoder: { model_type: "swin" } },
    "vision-encoder-decoder",
  ],
  [{ model_type: "clip" }, "clip"],
  ["no object", "no model_type"],
])("%j is refused by the name of its class", (config, name) => {
  expect(() => modelFacts("o/m", config)).toThrow(`o/m is of the class ${name}.`);
});

const FILES = [
  "config.json",
  "preprocessor_config.json",
  "tokenizer.json",
  "tokenizer_config.json",
];

test("a plan holds what its format takes, and is there only when all of it is", () => {
  const listing = listed(
    ...FILES,
    "README.md",
    "onnx/vision_model.onnx",
    "onnx/vision_model.onnx_data",
    "onnx/text_model.onnx",
    "onnx/vision_model_quantized.onnx",
    "onnx/text_model_quantized.onnx",
    "onnx/vision_model_fp16.onnx",
  );
  const device = { webgpu: false, shaderF16: false };
  const plans = modelPlans(listing, modelFacts("o/m", clip), device);
  expect(plans.map(({ ref }) => ref.dtype)).toEqual(["q8", "fp32"]);
  expect(plans[1]?.files.map(({ path }) => path)).toEqual([
    ...FILES,
    "onnx/vision_model.onnx",
    "onnx/text_model.onnx",
    "onnx/vision_model.onnx_data",
  ]);
  const onGpu = modelPlans(listing, modelFacts("o/m", clip), { webgpu: true, shaderF16: true });
  expect(onGpu.map(({ ref }) => ref.dtype)).toEqual(["fp32", "q8"]);
});

test("a file has the hub's hash of its content: that of large-file storage, else git's", () => {
  const siblings = [
    { rfilename: "config.json", size: 3, blobId: "b".repeat(40) },
    { rfilename: "big.onnx", blobId: "b".repeat(40), lfs: { size: 9, sha256: "c".repeat(64) } },
    { rfilename: "odd.onnx", blobId: "b".repeat(40), lfs: { size: 9, sha256: "none" } },
    { rfilename: "short.json", size: 3, blobId: "b" },
  ];
  expect(readHubListing("o/m", { sha: COMMIT, siblings }).files).toEqual([
    { path: "config.json", bytes: 3, sha256: null, gitSha1: "b".repeat(40) },
    { path: "big.onnx", bytes: 9, sha256: "c".repeat(64) },
    { path: "odd.onnx", bytes: 9, sha256: null },
    { path: "short.json", bytes: 3, sha256: null },
  ]);
});

test("names that lead out of the model, and an answer that is none, are refused", () => {
  expect(listed("../evil", "a//b", "onnx/../x", "ok.json").files.map(({ path }) => path)).toEqual([
    "ok.json",
  ]);
  expect(() => readHubListing("o/m", "<html>")).toThrow("cannot be read");
  expect(() => readHubListing("o/m", { sha: "../..", siblings: [] })).toThrow("cannot be read");
});

test.each([
  ["Xenova/clip-vit-base-patch32", "Xenova/clip-vit-base-patch32"],
  [" https://huggingface.co/Xenova/clip ", "Xenova/clip"],
  ["../etc", null],
  ["a/..", null],
  ["clip", null],
  ["a/b/c", null],
])("%s is the id %s", (typed, id) => {
  expect(modelIdOf(typed)).toBe(id);
});

test("pictures are prepared as the config says, and what is not known is refused by name", () => {
  const prepared = readPreprocessor("o/m", clipPictures);
  expect(prepared).toMatchObject({ filter: "bicubic", crop: { width: 32, height: 32 } });
  expect(resizedSize({ width: 100, height: 47 }, prepared.resize)).toEqual({
    width: 68,
    height: 32,
  });
  expect(resizedSize({ width: 47, height: 100 }, prepared.resize)).toEqual({
    width: 32,
    height: 68,
  });
  const { resize } = readPreprocessor("o/m", dinov2Pictures);
  expect(resize).toEqual({ kind: "shortest-edge", edge: 36 });
  expect(() => readPreprocessor("o/m", { ...clipPictures, resample: 5 })).toThrow("the filter 5");
  // SmolVLM: one tile of the whole picture, by Lanczos.
  expect(readPreprocessor("o/m", smolVlmPictures)).toMatchObject({
    filter: "lanczos",
    crop: null,
    resize: { kind: "exact", size: { width: 32, height: 32 } },
  });
  expect(() => readPreprocessor("o/m", { ...clipPictures, do_center_crop: false })).toThrow(
    "no crop",
  );
});
