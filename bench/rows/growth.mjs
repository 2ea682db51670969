// @ts-check
/** growth: how one graph and one training point grow with the number of nodes. */
import { openBenchPage } from "../bench-page.mjs";
import { figure, measuredRow } from "../table.mjs";

/** @param {import("../run.mjs").BenchContext} context */
export async function growth({ quick, address, progress }) {
  const sizes = [1000, 2000, 4000, 8000];
  const repeats = quick ? 2 : 4;
  const bench = await openBenchPage(address);
  try {
    const points = [];
    for (const nodes of sizes) {
      progress(`${nodes} nodes`);
      points.push(await bench.call("measureGrowth", nodes, repeats));
    }
    const rest = points.map(({ pointSeconds }) => pointSeconds);
    const ranked = points.map(({ rankingSeconds }) => rankingSeconds);
    const edges = points.map((point) => point.edges);
    const note =
      `Factor a doubling from N = ${sizes[0]} to ${sizes.at(-1)}, geometric mean, of what follows the ranking: Â X, 150 epochs, predictions; least of ${repeats}; ` +
      `mean degree 16 (${edges.join(", ")} edges), an eighth of the nodes trains, d = 512, ${points[0]?.backend}. ` +
      `Seconds ${rest.map(figure).join(", ")}: factors ${factors(rest).map(figure).join(", ")}. ` +
      `Ranking apart: ${ranked.map(figure).join(", ")} s, factors ${factors(ranked).map(figure).join(", ")}. Goal at most 2.2. Synthetic clusters; against itself.`;
    return [measuredRow("growth", "x a doubling", meanFactor(rest), null, note)];
  } finally {
    await bench.close();
  }
}

/** @param {readonly number[]} seconds */
function factors(seconds) {
  return seconds.slice(1).map((next, i) => next / (seconds[i] ?? Number.NaN));
}

/** @param {readonly number[]} seconds */
function meanFactor(seconds) {
  const [first, last] = [seconds[0] ?? Number.NaN, seconds.at(-1) ?? Number.NaN];
  return (last / first) ** (1 / (seconds.length - 1));
}
