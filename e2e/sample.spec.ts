/** The first visit: the sample's graph and recorded curve are there, the slider works, and nothing is said too early. */
import AxeBuilder from "@axe-core/playwright";
import type { Page } from "@playwright/test";
import {
  applyOptions,
  openStage,
  press,
  revealTest,
  runToEnd,
  saveReport,
  waitForStage,
} from "../scripts/studio-driver.mjs";
import { expect, test } from "./fixtures/page.ts";

test.beforeEach(async ({ page }) => {
  await page.goto("./");
  await waitForStage(page, "embeddings", ["ready"], 30_000);
});

const slider = (page: Page) => page.getByRole("slider", { name: /threshold/i });

test("shows the recorded curve as recorded, with its seeds and device", async ({ page }) => {
  await openStage(page, "evaluation");
  await expect(page.getByText(/recorded/i).first()).toBeVisible();
  const report = await saveReport(page);
  expect(report).toMatchObject({ images: 361, classes: 12 });
  expect(report.curve).toHaveLength(20);
  expect(report.settings).toMatchObject({ scope: "transductive", residual: false });
  expect(report.split).toMatchObject({ shots: "all", test: 109 });
  // The complete graph without residual gives every node the same logits: the share of the class it predicts (I2).
  const complete = report.curve.at(0);
  expect(complete?.meanDegree).toBe(360);
  expect(complete?.validation.mean).toBeCloseTo(13 / 70, 6);
});

test("the slider moves counts at once and by keyboard, and says them", async ({ page }) => {
  const edges = async (): Promise<number> => {
    const text = (await slider(page).getAttribute("aria-valuetext")) ?? "";
    return Number(/([\d,]+) edges?/.exec(text)?.[1]?.replaceAll(",", ""));
  };
  await slider(page).focus();
  await page.keyboard.press("Home");
  await expect.poll(edges).toBe((361 * 360) / 2);
  const all = await edges();
  for (let i = 0; i < 5; i += 1) await page.keyboard.press("PageUp");
  await expect.poll(edges).toBeLessThan(all);
  await page.keyboard.press("End");
  await expect.poll(edges).toBe(0);
});

test("the other scope brings its own recorded sweep, and an unknown setting marks the curve stale", async ({
  page,
}) => {
  await applyOptions(page, { scope: "inductive", residual: true });
  await expect
    .poll(async () => (await saveReport(page)).curve.at(0)?.meanDegree, { timeout: 15_000 })
    .toBe(181);
  await applyOptions(page, { epochs: 7 });
  await waitForStage(page, "evaluation", ["stale"], 5000);
});

test("test is covered until the reveal and again after a change", async ({ page }) => {
  expect((await saveReport(page)).best?.test).toBeNull();
  await revealTest(page);
  const revealed = await saveReport(page);
  expect(revealed.best?.test?.mean).toBeGreaterThan(0.5);
  expect(revealed.best?.optimism).toBeGreaterThanOrEqual(0);
  await applyOptions(page, { epochs: 149 });
  await applyOptions(page, { epochs: 150 });
  await expect.poll(async () => (await saveReport(page)).best?.test ?? null).toBeNull();
});

test("run repeats the recorded sweep on this device, and a changed setting stops it", async ({
  page,
}) => {
  await applyOptions(page, { taus: 3, epochs: 5, seeds: 1 });
  await runToEnd(page, 60_000);
  const report = await saveReport(page);
  expect(report.curve).toHaveLength(3);
  expect(report.backend.training).toBe("simd-fma");
  await applyOptions(page, { taus: 20, epochs: 300 });
  await press(page, "Run");
  await waitForStage(page, "evaluation", ["running"], 10_000);
  await applyOptions(page, { epochs: 301 });
  await waitForStage(page, "evaluation", ["stale", "cancelled"], 5000);
  await expect(
    page.getByRole("banner").getByRole("button", { name: "Run", exact: true }),
  ).toBeVisible();
});

test("the drawings run through the encoders here give the vectors that ship", async ({ page }) => {
  test.slow();
  await openStage(page, "embeddings");
  await page.getByRole("button", { name: "Compute them on this device" }).click();
  await applyOptions(page, { taus: 3, epochs: 2, seeds: 1 });
  await runToEnd(page, 240_000);
  const { images, lowest } = await page.evaluate(compareWithShipped);
  expect(images).toBe(361);
  expect(lowest).toBeGreaterThan(0.9999);
});

/** Runs in the page: lowest cosine between a stored image embedding and the shipped one of the same drawing. */
async function compareWithShipped(): Promise<{ images: number; lowest: number }> {
  const { examples } = (await (await fetch("samples/noto/manifest.json")).json()) as {
    examples: { file: string; sha256: string }[];
  };
  const shipped = new Float32Array(
    await (await fetch("samples/noto/image-embeddings.f32")).arrayBuffer(),
  );
  const root = await navigator.storage.getDirectory();
  const results = await root.getDirectoryHandle("results");
  const stored = await results.getDirectoryHandle("efficientnet-lite0%401");
  const inOrder = examples.toSorted((a, b) => (a.file < b.file ? -1 : 1));
  let lowest = 1;
  for (const [row, { sha256 }] of inOrder.entries()) {
    const file = await (await stored.getFileHandle(sha256)).getFile();
    // Eight bytes of header stand before the numbers.
    const own = new Float32Array((await file.arrayBuffer()).slice(8));
    const theirs = shipped.subarray(row * own.length, (row + 1) * own.length);
    const dot = (a: Float32Array, b: Float32Array): number =>
      a.reduce((sum, value, k) => sum + value * (b[k] ?? Number.NaN), 0);
    const cosine = dot(own, theirs) / Math.sqrt(dot(own, own) * dot(theirs, theirs));
    lowest = Math.min(lowest, cosine);
  }
  return { images: inOrder.length, lowest };
}

for (const colorScheme of ["light", "dark"] as const) {
  test(`axe finds nothing serious in any panel, ${colorScheme}`, async ({ page }) => {
    await page.emulateMedia({ colorScheme });
    for (const stage of [
      "dataset",
      "captions",
      "embeddings",
      "graph",
      "adapter",
      "training",
      "evaluation",
    ]) {
      await openStage(page, stage);
      const { violations } = await new AxeBuilder({ page }).analyze();
      const serious = violations.filter(
        ({ impact }) => impact === "serious" || impact === "critical",
      );
      expect(serious.map(({ id, nodes }) => `${stage}: ${id} ${nodes[0]?.html ?? ""}`)).toEqual([]);
    }
  });
}
