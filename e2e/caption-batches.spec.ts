/** On WebGPU pictures are captioned in batches, and each gets the text that it gets alone. */
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import type { captionBatches } from "./fixtures/caption-batches.ts";
import { CAPTIONER, expect, store, test } from "./fixtures/hub.ts";
import { buildModules, callModule, openModulePage, removeModules } from "./fixtures/module-page.ts";
import { classFolders } from "./fixtures/photo-folder.ts";

const CAPTIONERS = [
  CAPTIONER,
  "onnx-community/Florence-2-base-ft",
  "HuggingFaceTB/SmolVLM-256M-Instruct",
];

const CLASSES = ["bird", "fruit", "building"];

/** GANET_LONG=1 also prints what the batches gain. */
const isTimed = process.env["GANET_LONG"] !== undefined;

let folder = "";

test.beforeAll(async () => {
  folder = await buildModules("caption-batches");
});

test.afterAll(() => removeModules(folder));

/** As data URLs. */
function pictures(count: number): string[] {
  const { path } = classFolders(CLASSES, count);
  return CLASSES.flatMap((name) =>
    readdirSync(join(path, name)).map(
      (file) => `data:image/png;base64,${readFileSync(join(path, name, file)).toString("base64")}`,
    ),
  );
}

for (const id of CAPTIONERS) {
  test(`${id} writes the same in company as alone`, async ({ page }) => {
    test.setTimeout(300_000);
    await store(page, [id]);
    await openModulePage(page, folder);
    const { alone, together, gain } = await callModule<Awaited<ReturnType<typeof captionBatches>>>(
      page,
      "caption-batches",
      "captionBatches",
      ...[id, "webgpu", pictures(isTimed ? 3 : 2), isTimed],
    );
    expect(together).toEqual(alone);
    expect(new Set(alone).size).toBeGreaterThan(1);
    if (gain === null) return;
    process.stdout.write(
      `\n${id}, ${alone.length} pictures: ${gain.toFixed(2)} times as fast together as alone\n`,
    );
  });
}
