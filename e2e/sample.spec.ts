/** The first visit: the sample's graph and recorded curve are there, the slider works, and nothing is said too early. */
import AxeBuilder from "@axe-core/playwright";
import type { Page } from "@playwright/test";
import {
  applyOptions,
  openStage,
  press,
  revealTest,
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
  await press(page, "Run");
  await waitForStage(page, "evaluation", ["ready"], 60_000);
  const report = await saveReport(page);
  expect(report.curve).toHaveLength(3);
  expect(report.backend.training).toBe("wasm");
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
  await applyOptions(page, { taus: 4, epochs: 2, seeds: 1 });
  await press(page, "Run");
  await waitForStage(page, "evaluation", ["ready"], 60_000);
  const shipped = (await saveReport(page)).curve;
  await openStage(page, "embeddings");
  await page.getByRole("button", { name: "Compute them on this device" }).click();
  await press(page, "Run");
  await waitForStage(page, "embeddings", ["ready"], 200_000);
  await waitForStage(page, "evaluation", ["ready"], 60_000);
  const computed = (await saveReport(page)).curve;
  expect(computed).toHaveLength(4);
  computed.forEach((point, i) => {
    // Thresholds lie between two cosines, so they show a change of any vector.
    expect(point.threshold).toBeCloseTo(shipped[i]?.threshold ?? Number.NaN, 5);
    expect(point.meanDegree).toBe(shipped[i]?.meanDegree);
  });
});

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
