/** ?gpu=shared: ONNX Runtime and TensorFlow.js on one GPU device give what they give on devices of their own. */
import type { Page } from "@playwright/test";
import {
  applyOptions,
  chooseModels,
  openFolder,
  openStudio,
  runToEnd,
  saveReport,
} from "../scripts/studio-driver.mjs";
import {
  CAPTIONER,
  CLIP,
  expect,
  exportFeatures,
  largestDifference,
  readFrom,
  store,
  test,
} from "./fixtures/hub.ts";
import { buildModules, callModule, openModulePage, removeModules } from "./fixtures/module-page.ts";
import { classFolders } from "./fixtures/photo-folder.ts";
import type { sideBySide } from "./fixtures/shared-device.ts";
import { servePage } from "./fixtures/static-server.ts";

const ON_SOFTWARE_GPU = "?inference=webgpu&backend=webgpu";

/** In front of a worker's own code: it says each device that it opens. */
const SAY_DEVICES = `
  const requestOwnDevice = GPUAdapter.prototype.requestDevice;
  GPUAdapter.prototype.requestDevice = function (...wanted) {
    console.debug("a GPU device");
    return requestOwnDevice.apply(this, wanted);
  };
`;

interface Outcome {
  readonly devices: number;
  readonly features: Awaited<ReturnType<typeof exportFeatures>>;
  readonly report: Awaited<ReturnType<typeof saveReport>>;
}

/** From photos to the curve, everything on the GPU, in a browser that has stored nothing yet. */
async function runOn(page: Page, folder: string, address: string): Promise<Outcome> {
  let devices = 0;
  page.on("console", (message) => {
    if (message.text() === "a GPU device") devices += 1;
  });
  await openStudio(page, address);
  await chooseModels(page, { captioner: CAPTIONER, encoder: CLIP, dtype: "fp32" });
  await openFolder(page, folder);
  await applyOptions(page, { shots: "2", seeds: 1, taus: 3, epochs: 5 });
  await runToEnd(page, 240_000);
  const report = await saveReport(page);
  expect(report).toMatchObject({
    error: null,
    backend: { training: "webgpu", inference: "webgpu" },
  });
  return { report, features: await exportFeatures(page), devices };
}

test("models and training on one device give captions, vectors and a curve as on devices of their own", async ({
  page,
  hub,
  browser,
  record,
}) => {
  test.setTimeout(600_000);
  const folder = classFolders(["bird", "fruit"], 4).path;
  const host = await servePage((path, script) =>
    path.includes(".worker-") ? SAY_DEVICES + script : script,
  );
  record.allowedOrigins.add(new URL(host.address).origin);
  const shared = await runOn(page, folder, `${host.address}${ON_SOFTWARE_GPU}&gpu=shared`);
  expect(shared.devices).toBe(1);

  const another = await browser.newPage();
  await readFrom(another, hub);
  const apart = await runOn(another, folder, `${host.address}${ON_SOFTWARE_GPU}`);
  await host.stop();
  // Captioner, image encoder, text encoder, training.
  expect(apart.devices).toBe(4);

  expect(shared.report.captions).toEqual(apart.report.captions);
  expect(shared.features.files).toEqual(apart.features.files);
  for (const tower of ["image", "text"] as const) {
    expect(shared.features[tower]).toHaveLength(8);
    for (const [i, row] of shared.features[tower].entries()) {
      expect(largestDifference(row, apart.features[tower][i] ?? [])).toBeLessThan(1e-5);
    }
  }
  const { curve } = shared.report;
  expect(curve.length).toBeGreaterThan(1);
  expect(curve).toEqual(apart.report.curve);
});

test("the embedded models and one of a hub load at once on one device, and one of them outlives the others", async ({
  page,
}) => {
  const folder = await buildModules("shared-device");
  await store(page, [CLIP]);
  await openModulePage(page, folder);
  const { devices, before, after } = await callModule<Awaited<ReturnType<typeof sideBySide>>>(
    page,
    "shared-device",
    "sideBySide",
    CLIP,
  );
  await removeModules(folder);
  expect(devices).toBe(1);
  expect(before.some((value) => value !== 0)).toBe(true);
  expect(after).toEqual(before);
});
