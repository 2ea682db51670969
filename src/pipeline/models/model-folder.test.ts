import { expect, test } from "vitest";
import { cardLicence, modelsInFolder } from "./model-folder.ts";

const found = (...paths: string[]) =>
  modelsInFolder(new Map(paths.map((path) => [path, path]))).map(({ id, files }) => [
    id,
    [...files.keys()],
  ]);

test.each([
  [
    ["models/Xenova/clip/config.json", "models/Xenova/clip/onnx/a.onnx", "models/readme.txt"],
    [["Xenova/clip", ["config.json", "onnx/a.onnx"]]],
  ],
  [["clip/config.json", "clip/onnx/a.onnx"], [["local/clip", ["config.json", "onnx/a.onnx"]]]],
  [["config.json", "onnx/a.onnx"], [["local/model", ["config.json", "onnx/a.onnx"]]]],
  [
    ["o/a/config.json", "o/a/onnx/x.onnx", "o/b/config.json", "o/b/onnx/y.onnx", "o/c/config.json"],
    [
      ["o/a", ["config.json", "onnx/x.onnx"]],
      ["o/b", ["config.json", "onnx/y.onnx"]],
    ],
  ],
])("%j", (paths, models) => {
  expect(found(...paths)).toEqual(models);
});

test("a folder without a model, or with a name that is none, is refused", () => {
  expect(() => found("photos/cat.jpg")).toThrow("config.json");
  expect(() => found("../x y/config.json", "../x y/onnx/a.onnx")).toThrow("config.json");
});

test("the licence is read from the head of the model card alone", () => {
  expect(cardLicence("---\nlicense: apache-2.0\n---\ntext")).toBe("apache-2.0");
  expect(cardLicence("text\nlicense: mit")).toBeNull();
  expect(cardLicence("---\ntags: x\n---\nlicense: mit")).toBeNull();
});
