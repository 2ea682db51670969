import { expect, test } from "vitest";
import type { ChosenModel } from "../../studio/model-ports.ts";
import type { HubModelProtocol } from "./hub-model-protocol.ts";
import { selfCheck } from "./hub-self-check.ts";

const MODEL: ChosenModel = {
  ref: { id: "o/m", revision: "r", dtype: "fp32" },
  family: "clip",
  name: "CLIP",
  licence: "mit",
  dimension: 2,
};
const worker = (...vector: number[]): HubModelProtocol =>
  ({ check: () => Promise.resolve(Float32Array.from(vector)) }) as HubModelProtocol;

function setUp(wasm: () => Promise<Float32Array>) {
  const values = new Map<string, Float32Array>();
  const check = {
    model: MODEL,
    role: "image-encoder" as const,
    results: {
      read: (model: string, key: string) => Promise.resolve(values.get(model + key) ?? null),
      write: (model: string, key: string, vector: Float32Array) => {
        values.set(model + key, vector);
        return Promise.resolve();
      },
    },
    runOnWasm: wasm,
  };
  return { check, values };
}

test("the first good run on wasm is what every later one is compared with", async () => {
  const { check, values } = setUp(() => Promise.reject(new Error("not asked")));
  await expect(selfCheck(check, worker(1, 0), "wasm")).resolves.toBeNull();
  expect([...values.values()]).toEqual([Float32Array.of(1, 0)]);
  await expect(selfCheck(check, worker(1, 0.001), "webgpu")).resolves.toBeNull();
  await expect(selfCheck(check, worker(1, 1), "webgpu")).rejects.toMatchObject({
    code: "embeddings/self-check-failed",
  });
  await expect(selfCheck(check, worker(0, 1), "wasm")).rejects.toMatchObject({
    code: "embeddings/self-check-failed",
  });
});

test("a GPU that comes first waits for a run on wasm, and says where there is none", async () => {
  const good = setUp(() => Promise.resolve(Float32Array.of(0, 2)));
  await expect(selfCheck(good.check, worker(0, 1), "webgpu")).resolves.toBeNull();
  expect([...good.values.values()]).toEqual([Float32Array.of(0, 2)]);
  const wrong = setUp(() => Promise.resolve(Float32Array.of(0, 2)));
  await expect(selfCheck(wrong.check, worker(1, 0), "webgpu")).rejects.toThrow("cosine 0");
  expect(wrong.values.size).toBe(0);
  const none = setUp(() => Promise.reject(new Error("no q4f16")));
  await expect(selfCheck(none.check, worker(0, 1), "webgpu")).resolves.toContain("no q4f16");
});

test.each([
  [Number.NaN, 1],
  [0, 0],
])("a first run of %d, %d is no good one", async (a, b) => {
  const { check, values } = setUp(() => Promise.reject(new Error("not asked")));
  await expect(selfCheck(check, worker(a, b), "wasm")).rejects.toMatchObject({
    code: "embeddings/self-check-failed",
  });
  expect(values.size).toBe(0);
});
