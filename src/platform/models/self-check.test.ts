import { afterEach, describe, expect, test, vi } from "vitest";
import { compareWithStored, readSelfCheck } from "./self-check.ts";

const answer = (body: string, status = 200): void => {
  vi.stubGlobal("fetch", () => Promise.resolve(new Response(body, { status })));
};

afterEach(() => {
  vi.unstubAllGlobals();
});

describe("comparison with the stored embedding", () => {
  const compare = (embedding: number[]) => () =>
    compareWithStored("a model", "webgpu", Float32Array.from(embedding), [3, 4, 0]);

  test("passes what half precision would give", () => {
    expect(compare([3.001, 3.999, 0.01])).not.toThrow();
  });

  test.each([
    ["another direction", [3, 4, 1]],
    ["zeros", [0, 0, 0]],
    ["not a number", [NaN, 4, 0]],
    ["another length", [3, 4]],
  ])("fails on %s, naming model and device", (_, embedding) => {
    expect(compare(embedding)).toThrow(
      expect.objectContaining({
        code: "embeddings/self-check-failed",
        message: expect.stringContaining("a model on webgpu") as string,
      }),
    );
  });
});

describe("self-check.json", () => {
  const read = (): Promise<unknown> => readSelfCheck("http://localhost/sub/", "a-model");

  test("gives the expected vector and the text, where there is one", async () => {
    answer('{"expected": [1, 2], "text": "a fox"}');
    await expect(read()).resolves.toEqual({ expected: [1, 2], text: "a fox" });
    answer('{"expected": [1, 2], "formula": "x"}');
    await expect(read()).resolves.toEqual({ expected: [1, 2], text: null });
  });

  test.each([
    ["missing", "", 404],
    ["a page in its place", "<!doctype html>", 200],
    ["of another form", '{"expected": "1"}', 200],
  ])("is refused when it is %s", async (_, body, status) => {
    answer(body, status);
    await expect(read()).rejects.toThrow();
  });
});
