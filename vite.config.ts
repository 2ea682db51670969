import { readFileSync } from "node:fs";
import react from "@vitejs/plugin-react";
import type { Connect, Plugin } from "vite";
import { keptFiles } from "./scripts/kept-files-plugin.mjs";
import { defineConfig } from "vitest/config";

// Shared memory (wasm threads) needs a cross-origin isolated page; without these headers the page runs on one wasm thread.
const isolationHeaders = {
  "Cross-Origin-Opener-Policy": "same-origin",
  "Cross-Origin-Embedder-Policy": "require-corp",
};

/** `vite dev` injects inline scripts for hot reload, which the page's own policy would refuse. The built page keeps the policy. */
const policyOnlyInBuild: Plugin = {
  name: "content-security-policy-only-in-build",
  apply: "serve",
  transformIndexHtml: (html) =>
    html.replace(/<meta\s+http-equiv="Content-Security-Policy"[^>]*>/, ""),
};

/** The licences of models and drawings ask that their notices go where the files go. */
const notices: Plugin = {
  name: "notices",
  apply: "build",
  generateBundle() {
    for (const fileName of ["LICENSE", "NOTICE"]) {
      this.emitFile({ type: "asset", fileName, source: readFileSync(fileName, "utf8") });
    }
  },
};

/** The servers know no type for these files and would send an empty one. */
const binaryTypes: Plugin = {
  name: "binary-content-types",
  configureServer: ({ middlewares }) => void middlewares.use(typeOfBinary),
  configurePreviewServer: ({ middlewares }) => void middlewares.use(typeOfBinary),
};

const typeOfBinary: Connect.NextHandleFunction = (request, response, next) => {
  if (/\.(onnx|npy)(\?|$)/.test(request.url ?? "")) {
    response.setHeader("Content-Type", "application/octet-stream");
  }
  next();
};

export default defineConfig({
  // Relative addresses, so that dist/ works under any sub-path.
  base: "./",
  // One page: a missing file is a 404, not the page again, which a model loader would take for a model.
  appType: "mpa",
  plugins: [react(), policyOnlyInBuild, notices, binaryTypes, keptFiles()],
  worker: { format: "es" },
  build: {
    target: "esnext",
    // An inlined asset is a data: address; a model or wasm file has to stay a file that the page can fetch.
    assetsInlineLimit: 0,
    chunkSizeWarningLimit: 2000,
    rolldownOptions: {
      input: { index: "index.html", "service-worker": "src/service-worker/service-worker.ts" },
      output: {
        // A service worker's address must not change, and its folder is what it may answer for.
        entryFileNames: ({ name }) =>
          name === "service-worker" ? "[name].js" : "assets/[name]-[hash].js",
      },
      checks: { bundlerTimings: false },
    },
  },
  // The dependency optimiser rewrites their worker and wasm addresses and breaks them.
  optimizeDeps: { exclude: ["@huggingface/transformers", "onnxruntime-web"] },
  server: { headers: isolationHeaders },
  preview: { headers: isolationHeaders },
  test: {
    // A new thread for each of 240 files took two thirds of the time.
    isolate: false,
    // `npm test` runs lint beside them, and a machine of CI may be slow.
    testTimeout: 20_000,
    projects: [
      {
        extends: true,
        test: {
          name: "pure",
          environment: "node",
          include: ["src/{numeric,pipeline,studio,platform,service-worker}/**/*.test.ts"],
        },
      },
      {
        extends: true,
        test: { name: "dom", environment: "happy-dom", include: ["src/views/**/*.test.{ts,tsx}"] },
      },
    ],
  },
});
