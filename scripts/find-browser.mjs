// @ts-check
// Finds a Chromium-based browser, and gets one where there is none.
import { spawnSync } from "node:child_process";
import { accessSync, constants, existsSync } from "node:fs";
import { createRequire } from "node:module";
import { delimiter, dirname, join } from "node:path";
import { chromium } from "@playwright/test";

/**
 * Path of a browser that starts. Looks for CHROME_PATH, Chrome, Chromium, Edge, then Playwright's own Chromium; where none
 * is found it gets one and says so.
 *
 * @returns {string}
 * @throws {Error} with the command to type, when no browser can be had
 */
export function findBrowser() {
  const chosen = process.env["CHROME_PATH"];
  if (chosen !== undefined && chosen !== "") {
    if (starts(chosen)) return chosen;
    throw new Error(`CHROME_PATH is ${chosen}, which does not start. Correct it or unset it.`);
  }
  return installedBrowser() ?? getBrowser();
}

/** @returns {string | undefined} */
function installedBrowser() {
  return [...candidates(), chromium.executablePath()].find(starts);
}

/** @returns {string[]} in order of preference: Chrome, Chromium, Edge */
function candidates() {
  if (process.platform === "darwin") {
    return ["Google Chrome", "Chromium", "Microsoft Edge"].flatMap((name) =>
      ["/Applications", join(process.env["HOME"] ?? "", "Applications")].map((folder) =>
        join(folder, `${name}.app`, "Contents", "MacOS", name),
      ),
    );
  }
  if (process.platform === "win32") {
    const folders = ["PROGRAMFILES", "PROGRAMFILES(X86)", "LOCALAPPDATA"].map(
      (key) => process.env[key],
    );
    return ["Google\\Chrome", "Chromium", "Microsoft\\Edge"].flatMap((product) =>
      folders.flatMap((folder) =>
        folder === undefined
          ? []
          : [
              join(
                folder,
                product,
                "Application",
                product.endsWith("Edge") ? "msedge.exe" : "chrome.exe",
              ),
            ],
      ),
    );
  }
  const names = ["google-chrome", "google-chrome-stable", "chromium", "chromium-browser"];
  names.push("microsoft-edge", "microsoft-edge-stable");
  const folders = (process.env["PATH"] ?? "").split(delimiter).filter((folder) => folder !== "");
  return names.flatMap((name) => folders.map((folder) => join(folder, name)));
}

/**
 * Whether the file is a browser that runs here. A name on the PATH can be a stub that only says how to install the real one,
 * and a downloaded browser can lack system libraries, so it is asked for its version.
 *
 * @param {string} path
 */
function starts(path) {
  if (!isExecutable(path)) return false;
  // Chrome for Windows has no --version: it would open a window.
  if (process.platform === "win32") return true;
  const answer = spawnSync(path, ["--version"], { encoding: "utf8", timeout: 30_000 });
  return answer.status === 0 && /\d+\.\d+/.test(answer.stdout);
}

/** @param {string} path */
function isExecutable(path) {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}

/** @returns {string} */
function getBrowser() {
  console.log(
    "No Chrome, Chromium or Edge found. Downloading Chromium with: npx playwright install chromium",
  );
  const cli = join(dirname(createRequire(import.meta.url).resolve("@playwright/test")), "cli.js");
  run(process.execPath, [cli, "install", "chromium"]);
  const downloaded = installedBrowser();
  if (downloaded !== undefined) return downloaded;

  if (process.getuid?.() === 0 && existsSync("/etc/debian_version")) {
    console.log(
      "That gave no browser that starts. Installing Debian's with: apt-get install chromium",
    );
    run("apt-get", ["update"]);
    run("apt-get", ["install", "-y", "--no-install-recommends", "chromium"]);
    const packaged = installedBrowser();
    if (packaged !== undefined) return packaged;
  }
  throw new Error(
    "No browser could be had. Type one of:\n" +
      "  npx playwright install --with-deps chromium\n" +
      "  sudo apt-get install chromium\n" +
      "or set CHROME_PATH to the executable of a Chrome, Chromium or Edge.",
  );
}

/** @param {string} command @param {string[]} args */
function run(command, args) {
  spawnSync(command, args, { stdio: "inherit", timeout: 10 * 60_000 });
}
