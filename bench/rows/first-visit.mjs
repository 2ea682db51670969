// @ts-check
/** first-screen, first-load: how long a first visit waits for a useful screen, and what it loads until then. */
import { build, preview } from "vite";
import { measureFirstVisits } from "../../scripts/first-visit.mjs";
import { figure, measuredRow, median } from "../table.mjs";

/** @param {import("../run.mjs").BenchContext} context */
export async function firstVisit({ quick, progress }) {
  const visits = quick ? 3 : 7;
  progress("building the page");
  await build({ logLevel: "error" });
  const server = await preview({ preview: { host: "localhost", port: 4673, strictPort: false } });
  try {
    progress(`${visits} cold visits`);
    const measured = await measureFirstVisits(server.resolvedUrls?.local[0] ?? "", visits);
    const times = measured.map(({ milliseconds }) => milliseconds);
    const last = measured.at(-1);
    if (last === undefined) throw new Error("no visit was made");
    const screenNote =
      `Median of ${visits} cold visits in new browsers (${times.map((time) => Math.round(time)).join(", ")}): the sample's graph drawn, the slider live with its edge count, ` +
      `the recorded curve drawn. From this machine: no network in between.`;
    const loadNote =
      `Everything fetched until then, scripts and styles as gzip -9 would send them, other files as they are: ${last.requests} files, ` +
      `of it JavaScript ${figure(last.scriptBytes / 1000)} kB. Models and runtimes come later and are not in it.`;
    return [
      measuredRow("first-screen", "ms", median(times), null, screenNote),
      measuredRow("first-load", "kB", last.bytes / 1000, null, loadNote),
    ];
  } finally {
    await server.close();
  }
}
