// @ts-check
// Builds src/numeric/simd/*.wasm from its AssemblyScript source, and writes down what they were built from. `node scripts/build-simd.mjs`
import { execFileSync } from "node:child_process";
import { createHash } from "node:crypto";
import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";

const ASSEMBLYSCRIPT = "0.28.20";
const FOLDER = "src/numeric/simd";
const MODULES = { simd: "index.ts", "image-encoder": "image-encoder.ts" };
const BUILDS = Object.entries(MODULES).flatMap(([name, source]) => [
  { file: `${name}.wasm`, source, features: [] },
  { file: `${name}-fma.wasm`, source, features: ["--enable", "relaxed-simd"] },
]);

for (const { file, source, features } of BUILDS) {
  const compiler = ["--yes", "-p", `assemblyscript@${ASSEMBLYSCRIPT}`, "asc"];
  const speed = ["--optimizeLevel", "3", "--shrinkLevel", "0", "--noAssert"];
  // No garbage collector, and nothing is imported: an instance needs only the module.
  const bare = ["--runtime", "stub", "--use", "abort=", "--disableWarning", "112"];
  const entry = join(FOLDER, "assembly", source);
  const target = ["--enable", "simd", ...features, "-o", join(FOLDER, file)];
  execFileSync("npx", [...compiler, entry, ...speed, ...bare, ...target], { stdio: "inherit" });
}

/** @param {string} path */
const sha256 = (path) => createHash("sha256").update(readFileSync(path)).digest("hex");
const sources = readdirSync(join(FOLDER, "assembly")).map((name) => `assembly/${name}`);
const files = [...sources.sort(), ...BUILDS.map(({ file }) => file)];
const record = {
  assemblyscript: ASSEMBLYSCRIPT,
  sha256: Object.fromEntries(files.map((file) => [file, sha256(join(FOLDER, file))])),
};
writeFileSync(join(FOLDER, "build.json"), `${JSON.stringify(record, null, 2)}\n`);
