// @ts-check
/** Runs a peer of bench/peers in Python. A peer prints one JSON object as its last line; what it needs and does not find is a reason to skip. */
import { spawn } from "node:child_process";
import { fileURLToPath } from "node:url";

/** Why a row has no peer, or cannot be measured at all. */
export class Missing extends Error {}

/** What a peer ends with when a package is not installed; its name is then on the last line. */
const MISSING_PACKAGE = 3;

/**
 * @param {string} name file in bench/peers
 * @param {readonly string[]} args
 * @returns {Promise<any>} what the peer printed
 * @throws {Missing} without Python or without a package
 */
export async function runPeer(name, args) {
  const path = fileURLToPath(new URL(`peers/${name}`, import.meta.url));
  const python = process.env["PYTHON"] ?? "python3";
  const { code, stdout, stderr } = await run(python, [path, ...args]);
  const last = stdout.trim().split("\n").at(-1) ?? "";
  if (code === MISSING_PACKAGE) throw new Missing(`the peer needs the Python package ${last}`);
  if (code !== 0) throw new Error(`${name} ended with ${code}: ${stderr.trim().slice(-2000)}`);
  return JSON.parse(last);
}

/**
 * @param {string} command @param {readonly string[]} args
 * @returns {Promise<{ code: number | null, stdout: string, stderr: string }>}
 */
function run(command, args) {
  return new Promise((resolve, reject) => {
    const child = spawn(command, args, { stdio: ["ignore", "pipe", "pipe"] });
    let stdout = "";
    let stderr = "";
    child.stdout.on("data", (chunk) => (stdout += String(chunk)));
    child.stderr.on("data", (chunk) => (stderr += String(chunk)));
    child.on("error", () => reject(new Missing(`${command} cannot be started`)));
    child.on("close", (code) => resolve({ code, stdout, stderr }));
  });
}
