/** 200 pictures through a captioner and CLIP, with workers, page and GPU killed on the way: nothing is lost, nothing differs. */
import type { Page } from "@playwright/test";
import {
  openFolder,
  openStudio,
  press,
  stageStates,
  waitForStage,
} from "../scripts/studio-driver.mjs";
import {
  CAPTIONER,
  choose,
  CLIP,
  deleteResults,
  expect,
  exportFeatures,
  largestDifference,
  openModels,
  store,
  test,
  type ExportedFeatures,
} from "./fixtures/hub.ts";
import { createRandom } from "../src/numeric/random.ts";
import { createPhotoFolder } from "./fixtures/photo-folder.ts";

test.use({ expectedErrors: [/killed by the test/] });

const COUNT_OF_CLASS = {
  mammal: 66,
  "land-vehicle": 50,
  clothing: 41,
  "prepared-food": 34,
  bug: 9,
};

function twoHundredPictures(): string {
  const folder = createPhotoFolder();
  for (const [name, count] of Object.entries(COUNT_OF_CLASS)) {
    for (let i = 0; i < count; i += 1) folder.draw(name, i, `${name}/${i}.png`);
  }
  return folder.path;
}

/** An error that nobody catches ends a worker for its page. */
async function killWorker(page: Page): Promise<boolean> {
  const [worker] = page.workers().filter((one) => one.url().includes("hub-model"));
  if (worker === undefined) return false;
  try {
    await worker.evaluate(() => {
      setTimeout(() => {
        throw new Error("killed by the test");
      });
    });
  } catch {
    // It ended by itself just now.
    return false;
  }
  return true;
}

/** Takes the device of every worker with it. After two of these Chromium gives no adapter any more, and models go on on wasm. */
async function killDevice(page: Page): Promise<boolean> {
  const browser = await page.context().browser()?.newBrowserCDPSession();
  await browser?.send("Browser.crashGpuProcess");
  return browser !== undefined;
}

/** @param captioner left out on a software GPU, where a token takes longer than a whole caption on wasm */
async function chooseHubModels(page: Page, captioner: boolean): Promise<void> {
  const dialog = await openModels(page);
  if (captioner) await choose(dialog, "Captions", "ViT-GPT2");
  await choose(dialog, "Image encoder", "CLIP ViT-B/32");
  await choose(dialog, "Text encoder", "CLIP ViT-B/32");
  await dialog.getByRole("button", { name: "Close" }).click();
}

interface Kills {
  worker: number;
  page: number;
  device: number;
}

/** Interrupts a run at random points, in this order, until it has ended. */
async function interrupt(
  page: Page,
  folder: string,
  kinds: readonly (keyof Kills)[],
  pause: (random: number) => number,
): Promise<Kills> {
  const random = createRandom(6);
  const kills: Kills = { worker: 0, page: 0, device: 0 };
  for (const kind of kinds) {
    await page.waitForTimeout(pause(random.uniform()));
    const { embeddings } = await stageStates(page);
    if (embeddings === "ready") break;
    if (kind === "page") {
      await page.reload();
      kills.page += 1;
      // The folder chosen again goes on by itself.
      await openFolder(page, folder);
    } else if (await (kind === "worker" ? killWorker(page) : killDevice(page))) kills[kind] += 1;
  }
  return kills;
}

/** What an undisturbed run gives, and what one gives that was interrupted. */
async function bothRuns(
  page: Page,
  captioner: boolean,
  disturb: (folder: string) => Promise<Kills>,
  timeoutMs: number,
): Promise<{ undisturbed: ExportedFeatures; disturbed: ExportedFeatures; kills: Kills }> {
  const folder = twoHundredPictures();
  await store(page, [CLIP, CAPTIONER]);
  await openFolder(page, folder);
  await chooseHubModels(page, captioner);
  await press(page, "Run");
  await waitForStage(page, "embeddings", ["ready", "failed"], timeoutMs);
  const undisturbed = await exportFeatures(page);
  expect(undisturbed.files).toHaveLength(200);

  await press(page, "Cancel");
  await deleteResults(page);
  await openFolder(page, folder);
  await press(page, "Run");
  const kills = await disturb(folder);
  await waitForStage(page, "embeddings", ["ready", "failed"], timeoutMs);
  return { undisturbed, disturbed: await exportFeatures(page), kills };
}

test("a run of 200 that is killed at random points gives what an undisturbed one gives", async ({
  page,
}) => {
  test.setTimeout(300_000);
  const kinds = [
    "worker",
    "worker",
    "page",
    "worker",
    "worker",
    "page",
    "worker",
    "worker",
  ] as const;
  const { undisturbed, disturbed, kills } = await bothRuns(
    page,
    true,
    (folder) => interrupt(page, folder, kinds, (random) => 700 + random * 1800),
    90_000,
  );
  expect(disturbed).toEqual(undisturbed);
  expect(kills.worker).toBeGreaterThan(1);
  expect(kills.page).toBeGreaterThan(0);
});

test.describe("on software WebGPU", () => {
  test.skip(
    process.env["GANET_LONG"] === undefined,
    "takes one to five minutes: GANET_LONG=1 runs it",
  );
  test.use({ expectedErrors: [/./u] });

  test("the encoders give the same with lost devices, within 1e-5", async ({ page }) => {
    test.setTimeout(1_800_000);
    await openStudio(page, "./?inference=webgpu");
    const kinds = ["device", "worker", "page", "worker", "device", "worker", "page"] as const;
    const { undisturbed, disturbed, kills } = await bothRuns(
      page,
      false,
      (folder) => interrupt(page, folder, kinds, (random) => 3_000 + random * 3_000),
      600_000,
    );
    expect(disturbed.captions).toEqual(undisturbed.captions);
    expect(disturbed.files).toEqual(undisturbed.files);
    for (const tower of ["image", "text"] as const) {
      const expected = undisturbed[tower];
      expect(disturbed[tower]).toHaveLength(expected.length);
      for (const [i, row] of disturbed[tower].entries()) {
        expect(largestDifference(row, expected[i] ?? [])).toBeLessThan(1e-5);
      }
    }
    process.stdout.write(`\nKilled: ${JSON.stringify(kills)}\n`);
    expect(kills.device).toBeGreaterThan(0);
    expect(kills.worker).toBeGreaterThan(0);
    expect(kills.page).toBeGreaterThan(0);
  });
});
