// End-to-end tests: the built page in a real Chromium, WebGPU on the software adapter.
import { createServer } from "node:net";
import { defineConfig } from "@playwright/test";
import { findBrowser } from "./scripts/find-browser.mjs";

// Read again by each Playwright worker process, which inherits the choices of the first.
process.env["CHROME_PATH"] = findBrowser();
process.env["GANET_E2E_PORT"] ??= String(await freePort());
const port = process.env["GANET_E2E_PORT"];

/** What tries kernels on the software GPU waits more than it computes, so that `npm test` runs it beside the pages. */
const GPU_TESTS = /(?:caption-batches|gpu-path|gpu-sharing|webgpu-parity)\.spec\.ts$/u;

export default defineConfig({
  testDir: "e2e",
  projects: [
    { name: "page", testIgnore: GPU_TESTS, outputDir: "test-results/page" },
    { name: "gpu", testMatch: GPU_TESTS, outputDir: "test-results/gpu" },
  ],
  // One page at a time: software WebGPU and training share the processor.
  workers: 1,
  fullyParallel: false,
  forbidOnly: true,
  retries: 0,
  timeout: 120_000,
  expect: { timeout: 15_000 },
  reporter: [
    ["line"],
    ["json", { outputFile: process.env["GANET_E2E_REPORT"] ?? "test-results/e2e.json" }],
  ],
  use: {
    baseURL: `http://localhost:${port}/`,
    viewport: { width: 1280, height: 720 },
    // Only the tests of working offline want one: it would fetch every file again for each test.
    serviceWorkers: "block",
    trace: "off",
    screenshot: "only-on-failure",
    launchOptions: {
      executablePath: process.env["CHROME_PATH"],
      args: [
        "--no-sandbox",
        "--enable-unsafe-webgpu",
        "--use-webgpu-adapter=swiftshader",
        "--enable-features=Vulkan",
        "--disable-background-networking",
        "--disable-component-update",
        "--disable-sync",
      ],
    },
  },
  webServer: {
    command: `node node_modules/vite/bin/vite.js preview --host localhost --port ${port} --strictPort`,
    url: `http://localhost:${port}/`,
    reuseExistingServer: false,
    timeout: 30_000,
  },
});

function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const probe = createServer();
    probe.once("error", reject);
    probe.listen(0, "localhost", () => {
      const address = probe.address();
      probe.close(() => {
        if (address === null || typeof address === "string") reject(new Error("no port to be had"));
        else resolve(address.port);
      });
    });
  });
}
