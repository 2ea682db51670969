// @ts-check
/** A Vite plugin: writes the list of all files of the build into the service worker, which keeps them by their hashes. */
import { createHash } from "node:crypto";
import { readdir, readFile, writeFile } from "node:fs/promises";
import { join, relative, sep } from "node:path";

const WORKER = "service-worker.js";
/** Large, or needed only after the page is there. */
const LATER = /^(models|samples)\/|\.wasm$/;

/** @returns {import("vite").Plugin} */
export function keptFiles() {
  let folder = "dist";
  return {
    name: "kept-files",
    apply: "build",
    configResolved: (config) => {
      folder = config.build.outDir;
    },
    // After the files of public/ have been copied too.
    closeBundle: async () => {
      const place = join(folder, WORKER);
      const code = await readFile(place, "utf8").catch(() => null);
      if (code === null) return;
      const list = JSON.stringify(JSON.stringify(await filesOf(folder)));
      // The quotes of the placeholder are those that the minifier chose.
      const placeholder = /(["'`])%KEPT_FILES%\1/;
      // Without its list the worker would fail in every visitor's browser, and nobody would hear of it.
      if (!placeholder.test(code)) throw new Error(`${WORKER} has no place for the list of files.`);
      await writeFile(
        place,
        code.replace(placeholder, () => list),
      );
    },
  };
}

/** @param {string} folder @returns {Promise<import("../src/service-worker/kept-files.ts").KeptFile[]>} */
async function filesOf(folder) {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  const paths = entries
    .filter((entry) => entry.isFile() && entry.name !== WORKER)
    .map((entry) => relative(folder, join(entry.parentPath, entry.name)).split(sep).join("/"));
  return Promise.all(
    paths.sort().map(async (path) => {
      const content = await readFile(join(folder, path));
      const sha256 = createHash("sha256").update(content).digest("hex");
      return { path, bytes: content.length, sha256, first: !LATER.test(path) };
    }),
  );
}
