// @ts-check
/** encoders: images a second through the embedded image model, against native ONNX Runtime. */
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { openBenchPage } from "../bench-page.mjs";
import { runPeer } from "../python-peer.mjs";
import { figure, measuredRow } from "../table.mjs";

const PUBLIC = fileURLToPath(new URL("../../public", import.meta.url));

/** @param {import("../run.mjs").BenchContext} context */
export async function encoders({ quick, data, address, exchange, progress }) {
  const rounds = 2;
  const { what, images } = someImages(data, quick ? 48 : 128);
  const texts = someCaptions(quick ? 40 : 100);
  const job = join(exchange, "encoders.json");
  await writeFile(job, JSON.stringify({ images: images.map(({ file }) => file), texts }));
  const bench = await openBenchPage(address);
  try {
    const ours = [];
    const peer = [];
    for (let round = 0; round < rounds; round += 1) {
      progress(`round ${round + 1} of ${rounds}`);
      const paths = images.map(({ path }) => path);
      ours.push(await bench.call("measureEncoders", paths, texts));
      peer.push(await runPeer("encoders.py", [join(PUBLIC, "models"), job]));
    }
    return [encodersRow(ours, peer, `${images.length} ${what}`)];
  } finally {
    await bench.close();
  }
}

/** @param {readonly import("../page/encoders.ts").EncoderRates[]} ours @param {readonly any[]} peer @param {string} images */
function encodersRow(ours, peer, images) {
  const [first, firstPeer] = [ours[0], peer[0]];
  if (first === undefined) throw new Error("nothing was measured");
  const rate = Math.max(...ours.map(({ imagesPerSecond }) => imagesPerSecond));
  const peerRate = Math.max(...peer.map(({ imagesPerSecond }) => imagesPerSecond));
  const note =
    `Most of ${ours.length} rounds in turn over ${images}, decoding and resizing included on both sides. Ours: ${first.workers} workers in Chromium, ${first.device}. ` +
    `Peer: ONNX Runtime ${firstPeer.version}, one session of ${firstPeer.threads} threads with Pillow before it; its model alone ${figure(Math.max(...peer.map(({ modelImagesPerSecond }) => modelImagesPerSecond)))} a second. ` +
    `First image's embedding differs by ${relativeGap(first.embedding, firstPeer.embedding).toExponential(1)} of its length. ${textWords(ours, peer)} ` +
    `Leaves out: loading the models, reading and storing files.`;
  return measuredRow("encoders", "images/s", rate, peerRate, note);
}

/** @param {readonly import("../page/encoders.ts").EncoderRates[]} ours @param {readonly any[]} peer */
function textWords(ours, peer) {
  const rate = Math.max(...ours.map(({ textsPerSecond }) => textsPerSecond));
  const [first, firstPeer] = [ours[0], peer[0]];
  if (first === undefined || firstPeer.textsPerSecond === null) {
    return `Captions ${figure(rate)} a second; their peer is skipped, because it needs the Python package tokenizers.`;
  }
  const peerRate = Math.max(...peer.map(({ textsPerSecond }) => textsPerSecond));
  const gap = relativeGap(first.textEmbedding, firstPeer.textEmbedding).toExponential(1);
  return `Captions ${figure(rate)} a second, native ${figure(peerRate)}: ratio ${figure(rate / peerRate)}, embedding differs by ${gap}.`;
}

/** Photos of the data folder; without it the drawings that ship with the page. @param {string} data @param {number} count */
function someImages(data, count) {
  const photos = join(data, "pets370/images");
  if (existsSync(photos)) {
    const names = readdirSync(photos).filter((name) => name.endsWith(".jpg"));
    const chosen = evenly(names.sort(), count);
    return {
      what: "photos of pets370",
      images: chosen.map((name) => ({
        path: `data/pets370/images/${encodeURIComponent(name)}`,
        file: join(photos, name),
      })),
    };
  }
  const drawings = join(PUBLIC, "samples/noto/images");
  const names = readdirSync(drawings, { recursive: true, encoding: "utf8" })
    .filter((name) => name.endsWith(".png"))
    .sort();
  return {
    what: "drawings of the sample (the data folder has no photos)",
    images: evenly(names, count).map((name) => ({
      path: `samples/noto/images/${name.split(/[\\/]/).map(encodeURIComponent).join("/")}`,
      file: join(drawings, name),
    })),
  };
}

/** @param {number} count @returns {string[]} */
function someCaptions(count) {
  const manifest = JSON.parse(readFileSync(join(PUBLIC, "samples/noto/manifest.json"), "utf8"));
  return evenly(
    manifest.examples.map((/** @type {{ caption: string }} */ { caption }) => caption),
    count,
  );
}

/** @template T @param {readonly T[]} items @param {number} count @returns {T[]} */
function evenly(items, count) {
  const step = Math.max(1, items.length / count);
  return Array.from(
    { length: Math.min(count, items.length) },
    (_, i) => items[Math.floor(i * step)],
  ).flatMap((item) => (item === undefined ? [] : [item]));
}

/** |a - b| / |b| @param {readonly number[]} a @param {readonly number[]} b */
function relativeGap(a, b) {
  const gap = Math.hypot(...a.map((value, i) => value - (b[i] ?? Number.NaN)));
  return gap / Math.hypot(...b);
}
