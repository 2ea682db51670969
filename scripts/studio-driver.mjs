// @ts-check
/**
 * Drives the page as a visitor would: opens a folder, sets the fields of the panels, presses Run, reveals test and saves the report.
 * Used by `npm run try`, by the builder of the sample and by the end-to-end tests.
 */
import { readFile } from "node:fs/promises";
import { basename } from "node:path";

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

/** Opens the page in a browser that takes folders from a script, and waits until the sample is there whole. @param {Page} page @param {string} address */
export async function openStudio(page, address = "./") {
  await withoutDirectoryPicker(page);
  await page.goto(address);
  await waitForStage(page, "embeddings", ["ready"], 30_000);
}

/** Opens one of the views beside the graph. @param {Page} page @param {string} name */
export async function openView(page, name) {
  await page
    .getByRole("group", { name: "View" })
    .getByRole("button", { name, exact: true })
    .click();
  const view = page.getByRole("region", { name, exact: true });
  await view.waitFor();
  return view;
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

/**
 * Gives the page a folder of this computer and waits until it was read.
 * @param {Page} page @param {string} folder @param {number} timeout
 * @throws {PageRefused} for one that the browser finds empty
 */
export async function openFolder(page, folder, timeout = 300_000) {
  await openStage(page, "dataset");
  await page.locator("input[type=file]").first().setInputFiles(folder);
  // Until it is taken the stages are those of what was open before.
  const taken = page.getByRole("banner").getByText(basename(folder));
  const answered = taken.or(page.getByRole("alert")).first();
  await answered.waitFor({ timeout: 30_000 }).catch(() => {
    throw new PageRefused(`${folder} holds no file that the page opens.`);
  });
  await waitForStage(page, "dataset", ["ready", "failed"], timeout);
}

/** What the page said instead of doing it. */
export class PageRefused extends Error {}

/** A real model may be gigabytes. */
const DOWNLOAD_TIMEOUT_MS = 60 * 60_000;

/**
 * Downloads models of a hub and chooses them: the captioner, and the encoder for every role it has.
 * @param {Page} page @param {{ captioner?: string, encoder?: string, hub?: string, dtype?: string }} options
 * @throws {PageRefused} with the page's own sentence
 */
export async function chooseModels(page, { captioner, encoder, hub, dtype }) {
  if (captioner === undefined && encoder === undefined) return;
  await openStage(page, "embeddings");
  await page.getByRole("button", { name: "Choose models" }).click();
  const dialog = page.getByRole("dialog", { name: "Models" });
  if (hub !== undefined) {
    await dialog.getByLabel("Hub or mirror").fill(hub);
    await dialog.getByLabel("Hub or mirror").press("Enter");
    // Before anything is asked, the page has to name this host and no other.
    const host = URL.canParse(hub) ? new URL(hub).host : hub;
    await shown(dialog, dialog.getByText("then it asks").getByText(host, { exact: true }), 30_000);
  }
  if (captioner === "tagger" || captioner === "class-texts") {
    await dialog.getByLabel("Captions", { exact: true }).selectOption(captioner);
  } else if (captioner !== undefined) {
    await storeModel(dialog, captioner, dtype);
    await selectModel(dialog, "Captions", captioner);
  }
  if (encoder !== undefined) {
    await storeModel(dialog, encoder, dtype);
    await selectModel(dialog, "Image encoder", encoder);
    const texts = dialog.getByLabel("Text encoder", { exact: true });
    if ((await texts.locator(`option[value^="${encoder} "]`).count()) > 0) {
      await selectModel(dialog, "Text encoder", encoder);
    }
  }
  await dialog.getByRole("button", { name: "Close" }).click();
}

/** @param {import("@playwright/test").Locator} dialog @param {string} id @param {string | undefined} dtype @throws {PageRefused} */
async function storeModel(dialog, id, dtype) {
  await dialog.getByLabel("Model", { exact: true }).fill(id);
  await dialog.getByRole("button", { name: "Look up" }).click();
  await shown(dialog, dialog.getByRole("heading", { name: id, exact: true }), 120_000);
  if (dtype !== undefined) {
    const formats = dialog.getByLabel("Number format");
    if ((await formats.locator(`option[value="${dtype}"]`).count()) === 0) {
      throw new PageRefused(`${id} has no complete set of files for ${dtype}.`);
    }
    await formats.selectOption(dtype);
  }
  const start = dialog.getByRole("button", { name: /^(Download|Go on downloading)$/ });
  if (await start.isDisabled()) return;
  await start.click();
  await shown(dialog, dialog.getByText(`${id} is stored.`, { exact: true }), DOWNLOAD_TIMEOUT_MS);
}

/**
 * Waits until something is there, or the page said why it is not.
 * @param {import("@playwright/test").Locator} dialog @param {import("@playwright/test").Locator} wanted @param {number} timeout @throws {PageRefused}
 */
async function shown(dialog, wanted, timeout) {
  const refused = dialog.getByRole("alert");
  await wanted.or(refused).first().waitFor({ timeout });
  if (await refused.isVisible()) throw new PageRefused(await refused.innerText());
}

/** @param {import("@playwright/test").Locator} dialog @param {string} role @param {string} id @throws {PageRefused} */
async function selectModel(dialog, role, id) {
  // A stored model is offered for the roles that it has, for all of them at once.
  await dialog.locator(`option[value^="${id} "]`).first().waitFor({ state: "attached" });
  const field = dialog.getByLabel(role, { exact: true });
  const option = field.locator(`option[value^="${id} "]`);
  if ((await option.count()) === 0) {
    throw new PageRefused(`${id} cannot be chosen for “${role}”: it is no model of that kind.`);
  }
  await field.selectOption(await option.last().getAttribute("value"));
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
  // The field says what it takes, and keeps its old number otherwise.
  if ((await field.getAttribute("aria-invalid")) === "true") {
    const hint = await field.evaluate((input) => {
      const id = input.getAttribute("aria-describedby");
      return id === null ? "" : (document.getElementById(id)?.textContent ?? "");
    });
    throw new PageRefused(`${label} cannot be ${value}. ${hint}`);
  }
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
