/** Photos become the pixels that Pillow makes of them; what the decoders do differently is told apart from the resize. */
import { existsSync, readFileSync } from "node:fs";
import { buildModules, callModule, openModulePage, removeModules } from "./fixtures/module-page.ts";
import { expect, test } from "./fixtures/page.ts";
import reference from "./fixtures/photo-pixels.json" with { type: "json" };
import type { prepared, turned } from "./fixtures/preprocessing.ts";

const PHOTOS = "../shared/data/grocery30";

let folder = "";

test.beforeAll(async () => {
  folder = await buildModules("preprocessing");
});

test.afterAll(() => removeModules(folder));

function differences(a: readonly number[], base64: string): { most: number; mean: number } {
  const wanted = Uint8Array.from(atob(base64), (character) => character.charCodeAt(0));
  expect(a).toHaveLength(wanted.length);
  const all = a.map((value, i) => Math.abs(value - (wanted[i] ?? Number.NaN)));
  return { most: Math.max(...all), mean: all.reduce((sum, one) => sum + one, 0) / all.length };
}

test("ten photos, decoded by the browser and prepared for CLIP, against Pillow", async ({
  page,
}) => {
  test.skip(!existsSync(PHOTOS), `${PHOTOS} is absent: ten photos against Pillow are skipped.`);
  await openModulePage(page, folder);
  const { side, decodedEvery, preparedEvery, photos } = reference;
  for (const photo of photos) {
    const file = readFileSync(`${PHOTOS}/${photo.path}`).toString("base64");
    const made = await callModule<Awaited<ReturnType<typeof prepared>>>(
      page,
      "preprocessing",
      "prepared",
      ...[file, side, decodedEvery, preparedEvery],
    );
    expect(made).toMatchObject({ width: photo.width, height: photo.height });
    const decoder = differences(made.decoded, photo.decoded);
    const resize = differences(made.prepared, photo.prepared);
    process.stdout.write(
      `${photo.path}: decoder differs by at most ${decoder.most} (mean ${decoder.mean.toFixed(3)}), prepared by ${resize.most} (${resize.mean.toFixed(3)})\n`,
    );
    // Two JPEG decoders may round apart; the resize adds nothing to that.
    expect(decoder.mean).toBeLessThan(1);
    expect(resize.most).toBeLessThanOrEqual(Math.max(decoder.most, 1));
  }
});

test("a photo of 12 megapixels stays whole and stands upright by its EXIF", async ({ page }) => {
  await openModulePage(page, folder);
  const { width, height, top, bottom } = await callModule<Awaited<ReturnType<typeof turned>>>(
    page,
    "preprocessing",
    "turned",
  );
  expect([width, height]).toEqual([3000, 4000]);
  // Turned clockwise, the left half becomes the top.
  expect(top[0]).toBeGreaterThan(200);
  expect(bottom[2]).toBeGreaterThan(200);
});
