// @ts-check
/**
 * Drives the page as a visitor would: opens a folder, sets the fields of the panels, presses Run, reveals test and saves the report.
 * Used by `npm run try`, by the builder of the sample and by the end-to-end tests.
 */
import { readFile } from "node:fs/promises";

/**
 * @typedef {import("@playwright/test").Page} Page
 * @typedef {import("../src/studio/run-report.ts").RunReport} RunReport
 * @typedef {{
 *   shots?: string, seeds?: number, taus?: number, epochs?: number, scope?: string, w?: number, splitSeed?: number, residual?: boolean,
 * }} RunOptions
 */

const STAGES = ["dataset", "captions", "embeddings", "graph", "adapter", "training", "evaluation"];

/** A browser without showDirectoryPicker shows a directory input, which a script can fill; a picker's own window cannot be scripted. */
export async function withoutDirectoryPicker(/** @type {Page} */ page) {
  await page.addInitScript(() => {
    Reflect.deleteProperty(window, "showDirectoryPicker");
  });
}

/** @param {Page} page @param {string} name */
export async function openStage(page, name) {
  await stageButton(page, name).click();
}

/** @param {Page} page @param {string} name */
function stageButton(page, name) {
  return page
    .getByRole("navigation", { name: "Stages" })
    .getByRole("button")
    .nth(STAGES.indexOf(name));
}

/** The state word of each stage. @param {Page} page @returns {Promise<Record<string, string>>} */
export async function stageStates(page) {
  const states = await page
    .getByRole("navigation", { name: "Stages" })
    .getByRole("button")
    .evaluateAll((buttons) => buttons.map((button) => button.getAttribute("data-state") ?? ""));
  return Object.fromEntries(STAGES.map((name, i) => [name, states[i] ?? ""]));
}

/** @param {Page} page @param {string} name @param {string[]} wanted @param {number} timeout */
export async function waitForStage(page, name, wanted, timeout) {
  await page.waitForFunction(
    ([index, states]) => {
      const buttons = document.querySelectorAll("nav[aria-label='Stages'] button");
      return states.includes(buttons[index]?.getAttribute("data-state") ?? "");
    },
    /** @type {[number, string[]]} */ ([STAGES.indexOf(name), wanted]),
    { timeout, polling: 200 },
  );
}

/** Gives the page a folder of this computer and waits until it was read. @param {Page} page @param {string} folder @param {number} timeout */
export async function openFolder(page, folder, timeout = 300_000) {
  await openStage(page, "dataset");
  await page.locator("input[type=file]").first().setInputFiles(folder);
  await waitForStage(page, "dataset", ["running", "ready", "failed"], 30_000);
  await waitForStage(page, "dataset", ["ready", "failed"], timeout);
}

/** @param {Page} page @param {RunOptions} options */
export async function applyOptions(page, options) {
  const { shots, seeds, taus, epochs, scope, w, splitSeed, residual } = options;
  await openStage(page, "dataset");
  if (splitSeed !== undefined) await fillNumber(page, "Split seed", splitSeed);
  if (shots !== undefined) {
    await page.getByLabel("Shots (images a class)").selectOption(shots);
  }
  await openStage(page, "embeddings");
  if (w !== undefined) await setSlider(page, "Text weight w", w);
  await openStage(page, "graph");
  if (scope !== undefined) {
    await page.getByRole("radio", { name: new RegExp(`^${scope}`, "i") }).check();
  }
  await openStage(page, "adapter");
  if (residual !== undefined) {
    const field = page.getByRole("switch", { name: "Residual" });
    if ((await field.isChecked()) !== residual) await field.click();
  }
  await openStage(page, "training");
  if (seeds !== undefined) await fillNumber(page, "Run seeds", seeds);
  if (epochs !== undefined) await fillNumber(page, "Epochs", epochs);
  await openStage(page, "evaluation");
  if (taus !== undefined) await fillNumber(page, "Thresholds", taus);
}

/** @param {Page} page @param {string} label @param {number} value */
async function fillNumber(page, label, value) {
  const field = page.getByLabel(label, { exact: true });
  await field.fill(String(value));
  await field.press("Enter");
}

/** A range input takes a value only as its `input` and `change` events. @param {Page} page @param {string} label @param {number} value */
async function setSlider(page, label, value) {
  await page.getByLabel(label, { exact: true }).fill(String(value));
  await page.getByLabel(label, { exact: true }).dispatchEvent("change");
}

/** The header's Run button, which says Cancel while anything runs. @param {Page} page @param {"Run" | "Cancel"} name */
export async function press(page, name) {
  await page.getByRole("banner").getByRole("button", { name, exact: true }).click();
}

/** Presses Run and waits until the sweep ended or a stage failed. @param {Page} page @param {number} timeout */
export async function runToEnd(page, timeout) {
  await press(page, "Run");
  // What was ready or failed before must not be taken for the end of this run.
  await page.getByRole("banner").getByRole("button", { name: "Cancel", exact: true }).waitFor();
  await page.waitForFunction(
    () => {
      const buttons = [...document.querySelectorAll("nav[aria-label='Stages'] button")];
      const states = buttons.map((button) => button.getAttribute("data-state"));
      return (
        states.includes("failed") || (!states.includes("running") && states.at(-1) === "ready")
      );
    },
    undefined,
    { timeout, polling: 250 },
  );
}

/** @param {Page} page */
export async function revealTest(page) {
  await openStage(page, "evaluation");
  await page.getByRole("button", { name: /^Reveal test/ }).click();
}

/** Saves the page's own JSON and reads it. @param {Page} page @returns {Promise<RunReport>} */
export async function saveReport(page) {
  await openStage(page, "evaluation");
  const [download] = await Promise.all([
    page.waitForEvent("download"),
    page.getByRole("button", { name: "Run report as JSON" }).click(),
  ]);
  return JSON.parse(await readFile(await download.path(), "utf8"));
}
