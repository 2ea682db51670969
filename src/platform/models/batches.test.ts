import { expect, test } from "vitest";
import { createBatches } from "./batches.ts";

function heldRunner() {
  const batches: (readonly string[])[] = [];
  const release: (() => void)[] = [];
  const run = (items: readonly string[]): Promise<readonly string[]> => {
    batches.push(items);
    return new Promise((resolve) => {
      release.push(() => resolve(items.map((item) => item.toUpperCase())));
    });
  };
  return { batches, release, run };
}

test("the first runs alone, those that come meanwhile together, and each gets its own result", async () => {
  const { batches, release, run } = heldRunner();
  const encode = createBatches(3, run);
  const results = ["a", "b", "c", "d", "e"].map(encode);
  for (let i = 0; i < 3; i += 1) {
    release[i]?.();
    await new Promise((resolve) => setTimeout(resolve));
  }
  expect(batches).toEqual([["a"], ["b", "c", "d"], ["e"]]);
  expect(await Promise.all(results)).toEqual(["A", "B", "C", "D", "E"]);
});

test("a batch that fails fails its own items, and the next runs", async () => {
  const encode = createBatches(2, (items: readonly string[]) =>
    items.includes("bad") ? Promise.reject(new Error("no")) : Promise.resolve(items),
  );
  const results = await Promise.allSettled(["a", "b", "bad", "c"].map(encode));
  const states = results.map(({ status }) => status);
  expect(states).toEqual(["fulfilled", "rejected", "rejected", "fulfilled"]);
});
