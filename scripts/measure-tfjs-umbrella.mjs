// @ts-check
/**
 * What the package @tensorflow/tfjs would add to a worker over @tensorflow/tfjs-core: both bundled, minified and gzipped, for
 * the same small training step (matMul, gradient, Adam). Installed in a temporary folder, so that both are of one version.
 */
import { execFileSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { build } from "vite";

const VERSION = "4.22.0";
const PACKAGES = [
  "tfjs",
  "tfjs-core",
  "tfjs-backend-cpu",
  "tfjs-backend-wasm",
  "tfjs-backend-webgpu",
];

const CORE = `import * as tf from "@tensorflow/tfjs-core";
import "@tensorflow/tfjs-core/dist/register_all_gradients";
`;
const UMBRELLA = 'import * as tf from "@tensorflow/tfjs";\n';
const CPU = 'import "@tensorflow/tfjs-backend-cpu";\n';
const BROWSER_BACKENDS = `import "@tensorflow/tfjs-backend-wasm";
import "@tensorflow/tfjs-backend-webgpu";
`;
const STEP = `const w = tf.variable(tf.ones([4, 4]));
const x = tf.ones([2, 4]);
const optimizer = tf.train.adam(1e-3, 0.9, 0.999, 1e-7);
const { value, grads } = tf.variableGrads(() => tf.sum(tf.square(tf.matMul(x, w))));
optimizer.applyGradients(grads);
value.data().then((loss) => self.postMessage(loss));
`;

/** The umbrella carries the cpu and webgl backends. What the worker would pay is the difference of the last two lines. */
const ENTRIES = {
  "tfjs-core without a backend": CORE + STEP,
  "tfjs-core + cpu": CORE + CPU + STEP,
  umbrella: UMBRELLA + STEP,
  "tfjs-core + cpu + wasm + webgpu": CORE + CPU + BROWSER_BACKENDS + STEP,
  "umbrella + wasm + webgpu": UMBRELLA + BROWSER_BACKENDS + STEP,
};

const folder = mkdtempSync(join(tmpdir(), "tfjs-umbrella-"));
try {
  writeFileSync(join(folder, "package.json"), '{ "private": true, "type": "module" }');
  const wanted = PACKAGES.map((name) => `@tensorflow/${name}@${VERSION}`);
  // A shell, because npm is a .cmd file on Windows.
  execFileSync("npm", ["install", "--ignore-scripts", ...wanted], {
    cwd: folder,
    stdio: "ignore",
    shell: true,
  });
  for (const [name, source] of Object.entries(ENTRIES)) {
    const code = await bundle(source);
    const kilobytes = {
      minified: code.length / 1000,
      gzip: gzipSync(code, { level: 9 }).length / 1000,
    };
    console.log(
      `${name}: ${kilobytes.minified.toFixed(1)} kB minified, ${kilobytes.gzip.toFixed(1)} kB gzip`,
    );
  }
} finally {
  rmSync(folder, { recursive: true, force: true });
}

/** @param {string} source @returns {Promise<Buffer>} the one minified chunk */
async function bundle(source) {
  const entry = join(folder, "entry.js");
  writeFileSync(entry, source);
  const result = await build({
    root: folder,
    configFile: false,
    logLevel: "silent",
    build: {
      target: "esnext",
      minify: true,
      write: false,
      rolldownOptions: { input: entry, output: { codeSplitting: false } },
    },
  });
  const outputs = Array.isArray(result) ? result : [result];
  const chunks = outputs
    .flatMap((output) => ("output" in output ? output.output : []))
    .flatMap((file) => (file.type === "chunk" ? [file.code] : []));
  return Buffer.from(chunks.join("\n"));
}
