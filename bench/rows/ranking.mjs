// @ts-check
/** ranking-pets: all pairs of the Pets graph ranked, against PyTorch. */
import { openBenchPage } from "../bench-page.mjs";
import { runPeer } from "../python-peer.mjs";
import { figure, measuredRow } from "../table.mjs";
import { needPets } from "./pets-data.mjs";

/** @param {import("../run.mjs").BenchContext} context */
export async function ranking({ quick, data, address, exchange, progress }) {
  needPets(data);
  const rounds = 2;
  const repeats = quick ? 3 : 5;
  const bench = await openBenchPage(address);
  try {
    const ours = [];
    const peer = [];
    for (let round = 0; round < rounds; round += 1) {
      progress(`round ${round + 1} of ${rounds}`);
      ours.push(await bench.call("measureRanking", repeats));
      const pairs = ours[0]?.pairs ?? 0;
      peer.push(await runPeer("ranking.py", [exchange, String(pairs), String(repeats)]));
    }
    const [first, firstPeer] = [ours[0], peer[0]];
    if (first === undefined) throw new Error("nothing was measured");
    const ms = 1000 * Math.min(...ours.flatMap(({ seconds }) => seconds));
    const peerMs = 1000 * Math.min(...peer.map(({ seconds }) => seconds));
    const ways = Object.entries(firstPeer.ways).map(
      ([way, seconds]) => `${way} ${figure(1000 * Number(seconds))}`,
    );
    const note =
      `${first.pairs} pairs kept of N = ${first.nodes}, d = ${first.dimension}, transductive; least of ${rounds} rounds x ${repeats} repeats in turn. ` +
      `Ours: one worker on one core, ${first.kernels}: products, distribution by class, collection, sort. Peer: PyTorch on ${firstPeer.threads} threads, matmul, ` +
      `upper triangle, topk (${ways.join(", ")} ms; no distribution). Weakest kept pair ${first.smallest.toFixed(5)}, peer's ${firstPeer.smallest.toFixed(5)}. ` +
      `Leaves out: copying the features to the worker, prefix counts.`;
    return [measuredRow("ranking-pets", "ms", ms, peerMs, note)];
  } finally {
    await bench.close();
  }
}
