/** Models of a hub, from the page: looked up, downloaded, cut, resumed, run, and run again with the hub gone. The hub is this computer's. */
import { readdirSync, readFileSync } from "node:fs";
import { join, relative } from "node:path";
import type { Page } from "@playwright/test";
import {
  applyOptions,
  chooseModels,
  openFolder,
  openStage,
  openStudio,
  openView,
  press,
  runToEnd,
  saveReport,
  stageStates,
  waitForStage,
} from "../scripts/studio-driver.mjs";
import { zipSync } from "fflate";
import type { LocalHub } from "../scripts/local-hub.mjs";
import { cleanCaption } from "../src/pipeline/captions/clean-up.ts";
import { DEFAULT_CAPTIONER_SETTINGS } from "../src/pipeline/models/known-models.ts";
import {
  CAPTIONER,
  choose,
  CLIP,
  download,
  expect,
  exportFeatures,
  largestDifference,
  lookUp,
  MODELS,
  openModels,
  store,
  test,
} from "./fixtures/hub.ts";
import { classFolders } from "./fixtures/photo-folder.ts";

test("no request leaves the page before a model is looked up, and then only to the hub that is named", async ({
  page,
  hub,
}) => {
  const dialog = await openModels(page);
  await expect(dialog).toContainText(new URL(hub.address).host);
  expect(hub.log).toEqual([]);
  await lookUp(dialog, CLIP);
  await expect(dialog).toContainText("encodes images and encodes texts");
  await expect(dialog).toContainText("mit");
  // Whatever the number format, the size is that of its files.
  await expect(dialog.getByLabel("Number format").locator("option")).toHaveText([
    /^q8, \d+ kB$/,
    /^fp32, \d+ kB$/,
  ]);
});

test("a download shows how far it is, goes on after Cancel and after a cut, and only with what is missing", async ({
  page,
  hub,
}) => {
  hub.faults = { bytesPerSecond: 60_000, only: /\.onnx$/ };
  const dialog = await openModels(page);
  await download(dialog, CLIP, "fp32");
  await expect(dialog.getByText(/kB of 3\d\d kB in all, .* a second, \d:\d\d left/)).toBeVisible({
    timeout: 10_000,
  });
  await dialog.getByRole("button", { name: "Cancel" }).click();
  await expect(dialog).toContainText("Cancelled. What has arrived is kept");
  await expect(dialog).toContainText("(not whole)");
  hub.log.length = 0;
  hub.faults = { cutAfterBytes: 40_000, times: 1, only: /\.onnx$/ };
  await dialog.getByRole("button", { name: "Go on downloading" }).click();
  await expect(dialog).toContainText(`${CLIP} is stored.`, { timeout: 30_000 });
  const ranges = hub.log.filter(({ range }) => range !== null);
  expect(ranges.length).toBeGreaterThanOrEqual(2);
  expect(ranges.filter(({ range, status }) => range === "bytes=0-" || status === 200)).toEqual([]);
  expect(hub.log.filter(({ path }) => path.endsWith("tokenizer.json"))).toEqual([]);
});

test.describe("failures", () => {
  // Each of them is also an error of the network in the console.
  test.use({ expectedErrors: [/Failed to load resource|CORS|net::ERR/] });

  const CASES: readonly (readonly [string, LocalHub["faults"], RegExp])[] = [
    ["sign-in", { status: 401 }, /only to people who signed in/],
    ["missing", { status: 404 }, /no such model or file/],
    ["broken", { status: 500 }, /answered with an error/],
    ["no CORS", { withoutCors: true }, /does not let this page read/],
    [
      "a sign-in page of the network",
      { html: true, withoutApi: true },
      /not what the hub says it is/,
    ],
  ];

  test("of looking up are told apart, and nothing waits", async ({ page, hub }) => {
    const dialog = await openModels(page);
    for (const [name, faults, words] of CASES) {
      hub.faults = faults;
      await lookUp(dialog, CLIP);
      await expect(dialog, name).toContainText(words);
    }
    hub.faults = {};
    await lookUp(dialog, "no id");
    await expect(dialog).toContainText("no id is no id of a model");
    await hub.close();
    await lookUp(dialog, CLIP);
    await expect(dialog).toContainText("The model hub cannot be reached.");
    await expect(dialog).toContainText("the embedded ones, work without a network");
  });

  test("of downloading are told apart; a wrong file is thrown away and comes right the next time", async ({
    page,
    hub,
  }) => {
    const dialog = await openModels(page);
    hub.faults = { flipByte: true, only: /vision_model\.onnx$/ };
    await download(dialog, CLIP, "fp32");
    await expect(dialog).toContainText("its bytes are not those that the hub's hash was made of");
    // Small files have git's hash.
    hub.faults = { flipByte: true, only: /tokenizer\.json$/ };
    await download(dialog, "Xenova/siglip-base-patch16-224", "fp32");
    await expect(dialog).toContainText("tokenizer.json is not what was asked for: its bytes");
    hub.faults = { html: true, only: /tokenizer\.json$/ };
    await download(dialog, "Xenova/siglip-base-patch16-224", "fp32");
    await expect(dialog).toContainText("it is a web page");
    hub.faults = { extraBytes: 5, only: /text_model\.onnx$/ };
    await download(dialog, "Xenova/siglip-base-patch16-224", "fp32");
    await expect(dialog).toContainText(/it is longer than [\d,]+ bytes/);
    hub.faults = {};
    // No space left: what has arrived is kept, and it goes on once there is.
    const browser = await page.context().newCDPSession(page);
    const { origin } = new URL(page.url());
    const quota = (bytes: object): Promise<unknown> =>
      browser.send("Storage.overrideQuotaForOrigin", { origin, ...bytes });
    await quota({ quotaSize: 100_000 });
    await download(dialog, CLIP, "fp32");
    await expect(dialog).toContainText("storage for this page is full");
    await quota({});
    await download(dialog, CLIP, "fp32");
    await expect(dialog).toContainText(`${CLIP} is stored.`);
  });
});

test("CLIP and a captioner run on photos with the hub gone, and a second visit computes nothing again", async ({
  page,
  hub,
}) => {
  // As `npm run try` does it.
  await chooseModels(page, { captioner: CAPTIONER, encoder: CLIP, dtype: "fp32" });
  await hub.close();

  const folder = classFolders(["bird", "fruit"], 6);
  await openFolder(page, folder.path);
  await applyOptions(page, { shots: "2", seeds: 1, taus: 3, epochs: 3 });
  await runToEnd(page, 90_000);
  const report = await saveReport(page);
  expect(report).toMatchObject({
    error: null,
    captions: { count: 12 },
    encoders: { image: { dimension: 16 }, text: { dimension: 16 } },
  });
  const texts = report.captions.examples.map(({ caption }) => caption);
  expect(texts.every((text) => /^[a-z ]+$/.test(text))).toBe(true);
  expect(new Set(texts).size).toBeGreaterThan(1);
  await openStage(page, "embeddings");
  await expect(page.getByText("Both towers of one model")).toBeVisible();

  // In CLIP's own space a class is a prompt, and zero-shot needs no tagger.
  const methods = await openView(page, "Methods");
  await expect(methods).toContainText("in the space that image and text encoder share");
  await methods.getByRole("checkbox").first().waitFor();
  for (const box of await methods.getByRole("checkbox").all()) await box.uncheck();
  await methods.getByRole("checkbox", { name: "Zero-shot" }).check();
  await methods.getByRole("button", { name: "Run 1 method with 1 seed" }).click();
  await expect(methods.getByRole("rowheader", { name: "Zero-shot" })).toBeVisible({
    timeout: 30_000,
  });

  // A second visit finds models, captions and vectors, and computes none of them again.
  await page.reload();
  await waitForStage(page, "embeddings", ["ready"], 30_000);
  await openFolder(page, folder.path);
  await waitForStage(page, "graph", ["ready"], 30_000);
  expect(await stageStates(page)).toMatchObject({ captions: "ready", embeddings: "ready" });
  const again = await saveReport(page);
  expect(again.captions.examples).toEqual(report.captions.examples);

  // Both towers write captions too: of all class texts the nearest.
  await chooseModels(page, { captioner: "class-texts" });
  await press(page, "Run");
  await waitForStage(page, "graph", ["ready"], 30_000);
  const { captions } = await saveReport(page);
  expect(captions).toMatchObject({ model: "Nearest class text", count: 12 });
  for (const { caption } of captions.examples)
    expect(caption).toMatch(/^a photo of a (bird|fruit)\.$/);
});

interface Reference {
  readonly image: readonly number[];
  readonly caption: string;
  /** Of a captioner that is asked something. */
  readonly prompt?: string;
  readonly maxTokens?: number;
}

/** What PyTorch gives for picture.png, see scripts/tiny-models. */
function reference(id: string): Reference {
  return JSON.parse(readFileSync(`${MODELS}/${id}/reference.json`, "utf8")) as Reference;
}

/** As many tokens as the page asks for, and cleaned up as the page does. */
function expectedCaption(captioner = CAPTIONER): string {
  return cleanCaption(reference(captioner).caption, DEFAULT_CAPTIONER_SETTINGS, []).text;
}

/** A folder with the picture of the references and two drawings. */
function pictureFolder(): string {
  const folder = classFolders(["bird", "fruit"], 1);
  folder.write("bird/picture.png", readFileSync("e2e/tiny-hub/picture.png"));
  return folder.path;
}

/** Runs captions and embeddings of the open folder, and exports them. */
async function computed(page: Page): Promise<{ caption: string; image: readonly number[] }> {
  await press(page, "Run");
  return computedNow(page);
}

async function computedNow(page: Page): Promise<{ caption: string; image: readonly number[] }> {
  await waitForStage(page, "embeddings", ["ready", "failed"], 180_000);
  const exported = await exportFeatures(page);
  const row = exported.files.indexOf("bird/picture.png");
  return { caption: exported.captions[row] ?? "", image: exported.image[row] ?? [] };
}

/** Files below a folder, by their place in an archive. */
function folderEntries(folder: string, name: string): Record<string, Uint8Array> {
  const files = readdirSync(folder, { recursive: true, withFileTypes: true }).filter((entry) =>
    entry.isFile(),
  );
  return Object.fromEntries(
    files.map((file) => {
      const path = join(file.parentPath, file.name);
      return [join(name, relative(folder, path)), readFileSync(path)];
    }),
  );
}

test("a folder of models on this computer, or a .zip of one, is used without any hub", async ({
  page,
  hub,
}) => {
  await hub.close();
  await openFolder(page, pictureFolder());
  const dialog = await openModels(page);
  const config = readFileSync(`${MODELS}/${CLIP}/config.json`);
  const cut = zipSync({ "models/o/clip/config.json": config, "models/o/clip/onnx/x.onnx": config });
  await dialog.getByLabel("Archive of a model folder").setInputFiles({
    name: "models.zip",
    mimeType: "application/zip",
    buffer: Buffer.from(cut),
  });
  await expect(dialog).toContainText("o/clip has no complete set of ONNX files.");
  await dialog.getByLabel("Archive of a model folder").setInputFiles({
    name: "captioner.zip",
    mimeType: "application/zip",
    buffer: Buffer.from(zipSync(folderEntries(`${MODELS}/${CAPTIONER}`, `models/${CAPTIONER}`))),
  });
  await dialog.getByLabel("Number format").selectOption("fp32");
  await dialog.getByRole("button", { name: "Store in this browser" }).click();
  await expect(dialog).toContainText(`${CAPTIONER} is stored.`);
  await dialog.getByLabel("Model folder", { exact: true }).setInputFiles(MODELS);
  await dialog.getByLabel("Models in the folder").selectOption("Xenova/dinov2-small");
  await dialog.getByLabel("Number format").selectOption("fp32");
  await dialog.getByRole("button", { name: "Store in this browser" }).click();
  await expect(dialog).toContainText("Xenova/dinov2-small is stored.");
  await choose(dialog, "Captions", "ViT-GPT2");
  await choose(dialog, "Image encoder", "DINOv2 small");
  await dialog.getByRole("button", { name: "Close" }).click();
  const { caption, image } = await computed(page);
  expect(caption).toBe(expectedCaption());
  expect(largestDifference(image, reference("Xenova/dinov2-small").image)).toBeLessThan(1e-5);
  expect(hub.log).toEqual([]);
});

test("each family gives what PyTorch gives for the same picture", async ({ page }) => {
  const pairs = [
    [CLIP, "CLIP ViT-B/32", CAPTIONER, "ViT-GPT2"],
    [
      "Xenova/siglip-base-patch16-224",
      "SigLIP base",
      "HuggingFaceTB/SmolVLM-256M-Instruct",
      "SmolVLM 256M",
    ],
    [
      "Xenova/dinov2-small",
      "DINOv2 small",
      "onnx-community/Florence-2-base-ft",
      "Florence-2 base ft",
    ],
  ] as const;
  await store(
    page,
    pairs.flatMap(([encoder, , captioner]) => [encoder, captioner]),
  );
  await openFolder(page, pictureFolder());
  for (const [encoder, encoderName, captioner, captionerName] of pairs) {
    const dialog = await openModels(page);
    await choose(dialog, "Captions", captionerName);
    await choose(dialog, "Image encoder", encoderName);
    await dialog.getByRole("button", { name: "Close" }).click();
    await openStage(page, "captions");
    const { prompt, maxTokens } = reference(captioner);
    if (prompt !== undefined) {
      // The first task of each family is what its reference was asked.
      await expect(page.getByText(prompt).or(page.getByLabel("Prompt"))).toBeVisible();
      const longest = page.getByLabel("Longest caption (tokens)");
      await longest.fill(String(maxTokens));
      await longest.press("Enter");
    }
    const { caption, image } = await computed(page);
    expect(caption).toBe(expectedCaption(captioner));
    expect(largestDifference(image, reference(encoder).image), encoder).toBeLessThan(1e-5);
  }
});

test.describe("a GPU process that crashes", () => {
  test.use({ expectedErrors: [/An error occurred during model execution|Inputs given to model/] });

  test("on software WebGPU CLIP and the captioner give the same all the same", async ({ page }) => {
    test.setTimeout(300_000);
    await openStudio(page, "./?inference=webgpu");
    await store(page, [CLIP, CAPTIONER]);
    await openFolder(page, pictureFolder());
    const dialog = await openModels(page);
    await choose(dialog, "Captions", "ViT-GPT2");
    await choose(dialog, "Image encoder", "CLIP ViT-B/32");
    await choose(dialog, "Text encoder", "CLIP ViT-B/32");
    await dialog.getByRole("button", { name: "Close" }).click();
    await press(page, "Run");
    // The first words are there: the captioner's device is in use.
    await openStage(page, "captions");
    await expect(page.getByText(/^Writing: /)).toBeVisible({ timeout: 90_000 });
    const browser = await page.context().browser()?.newBrowserCDPSession();
    await browser?.send("Browser.crashGpuProcess");
    const { caption, image } = await computedNow(page);
    expect(caption).toBe(expectedCaption());
    expect(largestDifference(image, reference(CLIP).image)).toBeLessThan(1e-5);
    expect((await saveReport(page)).backend.inference).toBe("webgpu");
  });
});
