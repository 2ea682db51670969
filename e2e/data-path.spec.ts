/** The whole job on a folder of one's own: real files, real encoders, real training, in the built page. */
import { readFileSync } from "node:fs";
import {
  applyOptions,
  openFolder,
  openStage,
  press,
  revealTest,
  runToEnd,
  saveReport,
  stageStates,
  waitForStage,
  withoutDirectoryPicker,
} from "../scripts/studio-driver.mjs";
import { expect, test } from "./fixtures/page.ts";
import { classFolders, createPhotoFolder } from "./fixtures/photo-folder.ts";

const RUN_TIMEOUT_MS = 90_000;

test.beforeEach(async ({ page }) => {
  await withoutDirectoryPicker(page);
  await page.goto("./");
});

test("a folder goes from photos to accuracy against the threshold, and test stays covered until asked for", async ({
  page,
}) => {
  const folder = classFolders(["bird", "fruit", "tool"], 8);
  await openFolder(page, folder.path);
  await applyOptions(page, { shots: "4", seeds: 2, taus: 4, epochs: 15, scope: "inductive" });
  await runToEnd(page, RUN_TIMEOUT_MS);

  const covered = await saveReport(page);
  expect(covered.error).toBeNull();
  expect(covered.best?.test).toBeNull();
  expect(covered.linearProbe.test).toBeNull();
  expect(covered.curve.every((point) => point.test === null)).toBe(true);

  await revealTest(page);
  const report = await saveReport(page);
  expect(report).toMatchObject({
    images: 24,
    classes: 3,
    captions: { count: 24 },
    encoders: { image: { dimension: 1280 }, text: { dimension: 384 } },
    backend: { training: "simd-fma", inference: "wasm" },
    // Of 8 images a class: round .3 * 8 = 2 test, round .2 * 8 = 2 validation, 4 train.
    split: { seed: 1, train: 12, validation: 6, test: 6, shots: 4 },
  });
  expect(report.captions.examples[0]?.caption).toMatch(/^a photo of /);
  expect(report.curve.map(({ threshold }) => threshold)).toHaveLength(4);
  expect(report.curve.at(0)?.threshold).toBe(-1.01);
  // Inductive: all 12 training images joined, so each has the 11 others; nothing is joined at the right end.
  expect(report.curve.at(0)?.meanDegree).toBe(11);
  expect(report.curve.at(-1)?.meanDegree).toBe(0);
  expect(report.bottleneckAdapter.test).toEqual(report.curve.at(-1)?.test);
  // Three classes of plainly different drawings: far above the 1/3 of guessing.
  expect(report.linearProbe.test?.mean).toBeGreaterThan(0.6);
  expect(report.best?.thresholds).toHaveLength(2);
  expect(report.best?.optimism).toBeGreaterThanOrEqual(0);

  // One more photo, which the data set does not hold: its class, its probability, its training neighbours at τ.
  folder.draw("bird", 9, "more/one.png");
  await page.getByLabel("A photo to classify").setInputFiles(`${folder.path}/more/one.png`);
  const answer = page.locator(".new-example");
  const classes = answer.getByRole("list").first().getByRole("listitem");
  await expect(classes).toHaveCount(3, { timeout: 30_000 });
  const probabilities = (await classes.allInnerTexts()).map((text) =>
    Number(/^(?:bird|fruit|tool) (\d+\.\d)\s%$/.exec(text)?.[1]),
  );
  expect(probabilities.reduce((sum, value) => sum + value, 0)).toBeCloseTo(100, 0);
  await expect(answer).toContainText(/Caption: a photo of/);
  await expect(answer).toContainText(/training neighbours? above τ|similar enough at this τ/);
  const [adapter] = await Promise.all([
    page.waitForEvent("download"),
    page.getByRole("button", { name: "Export the adapter" }).click(),
  ]);
  expect(adapter.suggestedFilename()).toMatch(/\.zip$/);
});

test("bad files are named with their reason and the rest runs", async ({ page }) => {
  const folder = classFolders(["bird", "fruit"], 5);
  folder.draw("tool", 0, "two only/1.png");
  folder.draw("tool", 1, "two only/2.png");
  folder.draw("fruit", 7, "fruit/<img src=x onerror=window.hacked=1>.png");
  folder.draw("bird", 7, "bird/طائر.png");
  folder.draw("fruit", 0, "fruit/copy of 0.png");
  const whole = readFileSync(`${folder.path}/bird/0.png`);
  folder.write("bird/cut.png", whole.subarray(0, whole.length / 2));
  folder.write("bird/cut.jpg", (await jpeg(page)).slice(0, 400));
  folder.write("bird/text.png", "this is no picture");
  folder.write("bird/empty.png", "");
  folder.write("bird/photo.heic", "....ftypheic....");
  folder.write("bird/.hidden.png", "never seen");
  folder.write("__MACOSX/bird/0.png", "never seen");
  await openFolder(page, folder.path);

  const report = await saveReport(page);
  const reasons = new Map(report.skipped.map(({ path, reason }) => [path, reason]));
  expect([...reasons.keys()].sort()).toEqual(
    expect.arrayContaining([
      "bird/cut.jpg",
      "bird/cut.png",
      "bird/empty.png",
      "bird/photo.heic",
      "bird/text.png",
    ]),
  );
  expect(reasons.get("bird/empty.png")).toContain("empty");
  expect(reasons.get("bird/photo.heic")).toContain("HEIC");
  expect(reasons.get("two only/1.png")).toContain("two only");
  expect([...reasons.keys()].filter((path) => path.includes("hidden"))).toEqual([]);
  expect(report.images).toBe(15);

  await openStage(page, "dataset");
  await page.getByRole("button", { name: /^Show all \d+$/ }).click();
  await expect(page.getByText("Same content as").first()).toBeVisible();
  await applyOptions(page, { shots: "2", seeds: 1, taus: 3, epochs: 3 });
  await runToEnd(page, RUN_TIMEOUT_MS);
  expect((await saveReport(page)).error).toBeNull();
  expect(await page.evaluate(() => "hacked" in window)).toBe(false);
});

test("one class only: captions and graph work, and training says why not", async ({ page }) => {
  const folder = classFolders(["bird"], 6);
  await openFolder(page, folder.path);
  await runToEnd(page, RUN_TIMEOUT_MS);
  const states = await stageStates(page);
  expect(states).toMatchObject({
    captions: "ready",
    embeddings: "ready",
    graph: "ready",
    evaluation: "failed",
  });
  expect((await saveReport(page)).error?.code).toBe("dataset/single-class");
  await expect(page.getByText(/two classes|second class|one class/i).first()).toBeVisible();
});

test("an empty folder says so and leaves the page usable", async ({ page }) => {
  const folder = createPhotoFolder();
  folder.write("notes.txt", "no pictures here");
  await page.locator("input[type=file]").first().setInputFiles(folder.path);
  await expect(page.getByRole("alert")).toContainText("No image in this folder can be read.");
  // The sample that opens with the page may still be on its way.
  await expect.poll(async () => (await stageStates(page))["dataset"]).toBe("ready");
  await openFolder(page, classFolders(["bird", "fruit"], 4).path);
  expect((await stageStates(page))["dataset"]).toBe("ready");
});

test("a label table gives labels, parts and captions, and no model runs for the captions", async ({
  page,
}) => {
  const folder = createPhotoFolder();
  const rows = ["file,label,split,caption"];
  for (const [className, parts] of [
    ["bird", ["train", "train", "val", "test"]],
    ["fruit", ["train", "train", "val", "test"]],
  ] as const) {
    parts.forEach((part, i) => {
      folder.draw(className, i, `all/${className}${i}.png`);
      rows.push(`all/${className}${i}.png,${className},${part},"a ${className}, drawn"`);
    });
  }
  folder.write("labels.csv", rows.join("\n"));
  await openFolder(page, folder.path);
  await applyOptions(page, { shots: "all", seeds: 1, taus: 3, epochs: 3, scope: "transductive" });
  await runToEnd(page, RUN_TIMEOUT_MS);
  const report = await saveReport(page);
  expect(report.captions).toMatchObject({ model: null, count: 8, classNameShare: 1 });
  expect(report.split).toMatchObject({ train: 4, validation: 2, test: 2 });
});

test("cancel during captions and during training keeps what is done", async ({ page }) => {
  const folder = classFolders(["bird", "building", "clothing", "mammal", "tool"], 20);
  await openFolder(page, folder.path);
  // Long enough that neither job ends before it is cancelled.
  await applyOptions(page, { shots: "4", seeds: 3, taus: 20, epochs: 1000 });
  const figure = (name: string) => page.getByRole("button", { name: new RegExp(`^${name}`) });
  const runButton = page.getByRole("banner").getByRole("button", { name: "Run", exact: true });
  await press(page, "Run");
  await expect(figure("Captions")).toContainText(/[1-9]\d* captions?/, { timeout: 60_000 });
  await press(page, "Cancel");
  await expect(runButton).toBeVisible({ timeout: 1000 });
  await expect(figure("Captions")).toContainText(/[1-9]\d* captions?/);
  await press(page, "Run");
  await waitForStage(page, "evaluation", ["running"], 60_000);
  await expect(figure("Training")).toContainText(/epoch \d+/, { timeout: 60_000 });
  await press(page, "Cancel");
  await expect(runButton).toBeVisible({ timeout: 1000 });
  const states = await stageStates(page);
  expect(states).toMatchObject({ captions: "ready", embeddings: "ready", graph: "ready" });
  expect(states["evaluation"]).toBe("cancelled");
});

/** A JPEG that the browser itself made. */
async function jpeg(page: import("@playwright/test").Page): Promise<Uint8Array> {
  const bytes = await page.evaluate(async () => {
    const canvas = new OffscreenCanvas(64, 64);
    const context = canvas.getContext("2d");
    for (let i = 0; i < 64; i += 1) {
      if (context !== null) context.fillStyle = `hsl(${i * 30} 90% 50%)`;
      context?.fillRect(i, 0, 1, 64);
    }
    const blob = await canvas.convertToBlob({ type: "image/jpeg", quality: 0.9 });
    return [...new Uint8Array(await blob.arrayBuffer())];
  });
  return Uint8Array.from(bytes);
}
