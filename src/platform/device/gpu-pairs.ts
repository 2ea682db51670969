/** The cosines of a run's pairs on a GPU: counted in a first pass over their tiles, the strongest of them appended in a second one. */

import { StudioError } from "../../errors.ts";
import type { RunNodes } from "../../pipeline/artifacts.ts";
import { SIMILARITY_BINS } from "../../pipeline/graph/pair-distribution.ts";
import { pairsOfRows, sourceCount } from "../../pipeline/graph/pair-sweep.ts";
import type { CollectedPairs } from "../../pipeline/graph/ranked-pairs.ts";
import { labelledCount, trainingCount } from "../../pipeline/graph/run-nodes.ts";
import { measuredPairs, pairsAboveCutoff } from "../../pipeline/graph/tiled-pairs.ts";
import { PAIRS_SHADER, TILE } from "./gpu-pairs-shader.ts";
import { withGpuScope, type GpuScope } from "./gpu-scope.ts";

/** Multiply-adds of one dispatch: some 10 ms on a laptop's GPU, so that the screen stays smooth and a cancellation is soon heard. */
const PRODUCTS_AT_ONCE = 2 ** 31;
const BELOW_ALL = -2;

/**
 * What `collectPairs` collects, with every cosine summed in float32: it agrees with the processor to about 1e-6, so that pairs may change sides at
 * the border of a bin. Both passes run one program, so the pairs appended are exactly those counted.
 * Memory on the device: the rows, four histograms and 12 bytes a kept pair; none of it stays.
 *
 * @param rows unit rows in node order, [n, width]
 * @param onProgress pairs done and to do over both passes; may throw to cancel
 * @returns pairs in any order, for `orderPairs`. O(pairs width).
 * @throws StudioError graph/no-training-nodes, platform/device-lost, or platform/internal with the GPU's message, also when it has no memory left;
 * RangeError if there is not one row a node
 */
export function collectPairsOnGpu(
  device: GPUDevice,
  rows: Float32Array<ArrayBuffer>,
  width: number,
  nodes: RunNodes,
  pairBudget: number,
  onProgress: (done: number, total: number) => void,
): Promise<CollectedPairs> {
  return withGpuScope(device, async (scope) => {
    const tiles = openTiles(scope, rows, width, nodes);
    const all = pairsOfRows(tiles.sources, tiles.count);
    const report = (pass: 0 | 1) => (sources: number) =>
      onProgress(pass * all + pairsOfRows(sources, tiles.count), 2 * all);

    const unused = scope.buffer(0);
    await runTiles(scope, tiles, { capacity: 0, cutoff: BELOW_ALL, append: 0 }, unused, report(0));
    const measured = measuredPairs(
      new Uint32Array(await scope.read(tiles.counts)),
      new Uint32Array(await scope.read(tiles.strongest), 0, tiles.count + 2),
      pairBudget,
    );

    const capacity = pairsAboveCutoff(measured.distribution, measured.cutoff);
    const pairs = scope.buffer(3 * 4 * capacity);
    const cutoff = Math.max(measured.cutoff, BELOW_ALL);
    await runTiles(scope, tiles, { capacity, cutoff, append: 1 }, pairs, report(1));
    const [kept] = new Uint32Array(await scope.read(tiles.appended));
    if (kept !== capacity) {
      const message = `The GPU counted ${capacity} pairs and kept ${String(kept)}.`;
      throw new StudioError("platform/internal", message);
    }
    const words = await scope.read(pairs);
    return {
      ...measured,
      source: new Int32Array(words, 0, capacity),
      target: new Int32Array(words, 4 * capacity, capacity),
      similarity: new Float32Array(words, 8 * capacity, capacity),
    };
  });
}

/** What both passes are bound to. */
interface Tiles {
  /** n */
  readonly count: number;
  readonly sources: number;
  readonly training: number;
  readonly labelled: number;
  readonly inductive: boolean;
  readonly width4: number;
  readonly pipeline: GPUComputePipeline;
  readonly rows: GPUBuffer;
  readonly label: GPUBuffer;
  readonly counts: GPUBuffer;
  readonly strongest: GPUBuffer;
  readonly appended: GPUBuffer;
}

function openTiles(
  scope: GpuScope,
  rows: Float32Array<ArrayBuffer>,
  width: number,
  nodes: RunNodes,
): Tiles {
  const count = nodes.part.length;
  if (rows.length !== count * width) {
    throw new RangeError(`${rows.length} values for [${count}, ${width}]`);
  }
  const width4 = Math.ceil(width / 4);
  const { device } = scope;
  const module = device.createShaderModule({ code: PAIRS_SHADER });
  return {
    count,
    sources: sourceCount(nodes),
    training: trainingCount(nodes),
    labelled: labelledCount(nodes),
    inductive: nodes.scope === "inductive",
    width4,
    pipeline: device.createComputePipeline({ layout: "auto", compute: { module } }),
    rows: scope.upload(inFours(rows, count, width, width4)),
    label: scope.upload(Int32Array.from(nodes.label)),
    counts: scope.buffer(4 * 4 * SIMILARITY_BINS),
    strongest: scope.buffer(4 * (count + 2)),
    appended: scope.buffer(4),
  };
}

/** Rows padded with zeros to a multiple of four columns. */
function inFours(
  rows: Float32Array<ArrayBuffer>,
  count: number,
  width: number,
  width4: number,
): Float32Array<ArrayBuffer> {
  if (width === 4 * width4) return rows;
  const padded = new Float32Array(count * 4 * width4);
  for (let row = 0; row < count; row++) {
    padded.set(rows.subarray(row * width, (row + 1) * width), row * 4 * width4);
  }
  return padded;
}

interface PassSettings {
  readonly capacity: number;
  readonly cutoff: number;
  readonly append: 0 | 1;
}

/** One pass over all tiles, some rows of tiles at a time. */
async function runTiles(
  scope: GpuScope,
  tiles: Tiles,
  pass: PassSettings,
  pairs: GPUBuffer,
  report: (sources: number) => void,
): Promise<void> {
  const { device } = scope;
  const { count, sources, width4, pipeline } = tiles;
  const columns = Math.ceil(count / TILE);
  const atOnce = Math.max(1, Math.floor(PRODUCTS_AT_ONCE / (TILE * count * 4 * width4)));
  const end = Math.ceil(sources / TILE);
  for (let first = 0; first < end; first += atOnce) {
    const settings = scope.upload(
      settingsBlock(tiles, pass, first),
      GPUBufferUsage.UNIFORM | GPUBufferUsage.COPY_DST,
    );
    const { rows, label, counts, strongest, appended } = tiles;
    const bindings = [settings, rows, label, counts, strongest, appended, pairs];
    const group = device.createBindGroup({
      layout: pipeline.getBindGroupLayout(0),
      entries: bindings.map((buffer, binding) => ({ binding, resource: { buffer } })),
    });
    const encoder = device.createCommandEncoder();
    const computing = encoder.beginComputePass();
    computing.setPipeline(pipeline);
    computing.setBindGroup(0, group);
    computing.dispatchWorkgroups(columns, Math.min(atOnce, end - first));
    computing.end();
    device.queue.submit([encoder.finish()]);
    await device.queue.onSubmittedWorkDone();
    report(Math.min(sources, (first + atOnce) * TILE));
  }
}

/** The shader's `Settings`. */
function settingsBlock(tiles: Tiles, pass: PassSettings, firstTile: number): ArrayBuffer {
  const block = new ArrayBuffer(48);
  new Uint32Array(block).set([
    tiles.count,
    tiles.width4,
    tiles.sources,
    tiles.training,
    tiles.labelled,
    tiles.inductive ? 1 : 0,
    firstTile,
    pass.append,
    pass.capacity,
  ]);
  new Float32Array(block)[9] = pass.cutoff;
  return block;
}
