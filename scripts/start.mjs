// @ts-check
// npm start: builds the page, serves it on localhost and opens a browser where there is a display.
import { build, preview } from "vite";

const PREFERRED_PORT = 4173;

await build({ logLevel: "warn" });
// Vite takes the next free port where this one is in use.
const server = await preview({
  preview: { host: "localhost", port: PREFERRED_PORT, strictPort: false, open: hasDisplay() },
});
console.log("\nGA-Net Studio is at " + String(server.resolvedUrls?.local[0]));
console.log("Press Ctrl+C to stop.");

// A static server has nothing to save.
for (const signal of ["SIGINT", "SIGTERM"]) process.once(signal, () => process.exit(0));

/** Whether a browser window would be seen: not over SSH, not in CI, not on a Linux without a session. */
function hasDisplay() {
  if (process.argv.includes("--no-open") || process.env["CI"] || process.env["SSH_CONNECTION"])
    return false;
  if (process.platform !== "linux") return true;
  return Boolean(process.env["DISPLAY"] || process.env["WAYLAND_DISPLAY"]);
}
