// @ts-check
/** node scripts/measure-first-screen.mjs [RUNS]: a first visit's wait and JavaScript, from the build in dist/. `npm run bench` builds and measures the same. */
import { preview } from "vite";
import { measureFirstVisits } from "./first-visit.mjs";

const runs = Number(process.argv[2] ?? "5");
const server = await preview({ preview: { host: "localhost", port: 4573, strictPort: false } });
try {
  const visits = await measureFirstVisits(server.resolvedUrls?.local[0] ?? "", runs);
  const times = visits.map(({ milliseconds }) => milliseconds).sort((a, b) => a - b);
  const median = times[Math.floor(times.length / 2)] ?? Number.NaN;
  console.log(
    `first useful screen: median ${Math.round(median)} ms of ${runs} cold visits (${times.map((time) => Math.round(time)).join(", ")})`,
  );
  console.log(
    `JavaScript until then: ${((visits.at(-1)?.scriptBytes ?? Number.NaN) / 1000).toFixed(0)} kB gzip`,
  );
} finally {
  await server.close();
}
