// @ts-check
/** sweep-pets: the threshold sweep on Pets-37 against PyTorch on the same cores. */
import { openBenchPage } from "../bench-page.mjs";
import { runPeer } from "../python-peer.mjs";
import { figure, measuredRow } from "../table.mjs";
import { needPets } from "./pets-data.mjs";

/**
 * @typedef {import("../run.mjs").BenchContext} BenchContext
 * @typedef {{ threshold: number, seed: number, losses: readonly number[], test: number }} Point
 * @typedef {{ seconds: number, points: readonly Point[] }} Sweep
 */

/** Float32 rounding is amplified after that. */
const COMPARED_EPOCHS = 50;
const LOSS_TOLERANCE = 1e-4;
const ROUNDS = 2;

/** @param {BenchContext} context */
export async function sweep({ quick, data, address, exchange, progress }) {
  needPets(data);
  const thresholds = quick ? 4 : 20;
  const seeds = quick ? [1] : [1, 2, 3];
  const bench = await openBenchPage(address);
  try {
    const nodes = await bench.call("openSweep", thresholds, seeds);
    /** @type {Awaited<ReturnType<typeof bench.call<"runSweep">>>[]} */
    const ours = [];
    /** @type {Sweep[]} */
    const plain = [];
    /** @type {Sweep[]} */
    const folded = [];
    // In turn, never at once: each has all cores to itself.
    for (let round = 0; round < ROUNDS; round += 1) {
      progress(`round ${round + 1} of ${ROUNDS}: the page`);
      ours.push(await bench.call("runSweep"));
      progress(`round ${round + 1} of ${ROUNDS}: PyTorch as written`);
      plain.push(await runPeer("sweep.py", [exchange, "plain"]));
      progress(`round ${round + 1} of ${ROUNDS}: PyTorch folded`);
      folded.push(await runPeer("sweep.py", [exchange, "folded"]));
    }
    const best = fastest(ours);
    const [bestPlain, bestFolded] = [fastest(plain), fastest(folded)];
    const runs = `${best.points.length} runs (${thresholds} τ x ${seeds.length} seeds x 150 epochs), N = ${nodes}, inductive`;
    const note =
      `${runs}; least of ${ROUNDS} rounds in turn. Ours in Chromium, ${best.workers} workers, ${best.backend}, from handing over the features to the last ` +
      `test prediction: ranking of each seed's pairs, Â X and statistics included. Peer: PyTorch as written, A_hat X made before the clock starts. ` +
      `Folded PyTorch with fused Adam ${figure(bestFolded.seconds)} s: ratio ${figure(best.seconds / bestFolded.seconds)}. ` +
      `${agreement(best.points, bestPlain.points)} Leaves out: reading the data, the grid, start of workers and threads.`;
    return [measuredRow("sweep-pets", "s", best.seconds, bestPlain.seconds, note)];
  } finally {
    await bench.close();
  }
}

/** @template {Sweep} T @param {readonly T[]} sweeps @returns {T} */
function fastest(sweeps) {
  return sweeps.reduce((best, next) => (next.seconds < best.seconds ? next : best));
}

/**
 * Losses at both ends of the curve, and test accuracy: the largest difference of means over seeds, allowed up to one point or two standard deviations
 * of the seeds' difference, whichever is larger.
 *
 * @param {readonly Point[]} ours @param {readonly Point[]} peer
 */
function agreement(ours, peer) {
  const thresholds = [...new Set(ours.map(({ threshold }) => threshold))];
  const ends = [Math.min(...thresholds), Math.max(...thresholds)];
  const losses = ends.map((threshold) => largestLossGap(ours, peer, threshold));
  const gaps = thresholds.map((threshold) => accuracyGap(ours, peer, threshold));
  const worst = gaps.reduce((most, next) => (next.gap > most.gap ? next : most));
  const lossesAgree = losses.every((gap) => gap <= LOSS_TOLERANCE);
  const accuraciesAgree = gaps.every(({ gap, allowed }) => gap <= allowed);
  return (
    `Losses of the first ${COMPARED_EPOCHS} epochs at both ends differ by ${losses.map((gap) => gap.toExponential(1)).join(" and ")} ` +
    `(${lossesAgree ? "within" : "BEYOND"} 1e-4); mean test accuracy by at most ${(100 * worst.gap).toFixed(2)} points ` +
    `(${accuraciesAgree ? "within" : "BEYOND"} the larger of one point and two standard deviations).`
  );
}

/** Of the first seed. @param {readonly Point[]} ours @param {readonly Point[]} peer @param {number} threshold */
function largestLossGap(ours, peer, threshold) {
  const mine = ours.find((point) => point.threshold === threshold);
  const theirs = peer.find((point) => point.threshold === threshold && point.seed === mine?.seed);
  if (mine === undefined || theirs === undefined) throw new Error(`no run at τ ${threshold}`);
  const gaps = mine.losses
    .slice(0, COMPARED_EPOCHS)
    .map((loss, epoch) => Math.abs(loss - (theirs.losses[epoch] ?? Number.NaN)));
  return Math.max(...gaps);
}

/** @param {readonly Point[]} ours @param {readonly Point[]} peer @param {number} threshold */
function accuracyGap(ours, peer, threshold) {
  const differences = ours
    .filter((point) => point.threshold === threshold)
    .map(({ seed, test }) => {
      const theirs = peer.find((point) => point.threshold === threshold && point.seed === seed);
      return test - (theirs?.test ?? Number.NaN);
    });
  const mean = differences.reduce((sum, value) => sum + value, 0) / differences.length;
  const squares = differences.reduce((sum, value) => sum + (value - mean) ** 2, 0);
  const deviation = differences.length < 2 ? 0 : Math.sqrt(squares / (differences.length - 1));
  return { gap: Math.abs(mean), allowed: Math.max(0.01, 2 * deviation) };
}
