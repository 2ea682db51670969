import { spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { referenceKernels } from "../../numeric/reference-kernels.ts";
import { initialParameters } from "../adapter/initial-parameters.ts";
import { readSafetensors } from "../embeddings/safetensors.ts";
import { writeSafetensors } from "../embeddings/write-safetensors.ts";
import { openCpuBackend } from "../tensor.ts";
import { exportAdapter } from "./adapter-export.ts";
import { inductiveAttachment, type Attachment } from "./inductive-attachment.ts";
import type { OpenRunEngine } from "./run-engine.ts";
import { simdRunEngine } from "./simd-engine.ts";
import { syntheticAdapterSource } from "./synthetic-adapter-source.ts";
import { tensorRunEngine } from "./tensor-engine.ts";
import { trainAdapter, type AdapterSource, type TrainedAdapter } from "./trained-adapter.ts";

/** About three neighbours a node. */
const THRESHOLD = 0.35;
const TOLERANCE = 1e-4;
const ROOT = fileURLToPath(new URL("../../..", import.meta.url));
const PYTHON = process.env["PYTHON"] ?? "python3";
const NEEDED = `import importlib.util as u, sys
sys.exit(any(u.find_spec(name) is None for name in ("torch", "numpy", "safetensors")))`;
const withTorch = spawnSync(PYTHON, ["-c", NEEDED]).status === 0;
const skipped = withTorch ? "" : " (skipped: no Python with torch, numpy and safetensors)";

const folders: string[] = [];
beforeAll(openCpuBackend);
afterAll(() => folders.forEach((folder) => rmSync(folder, { recursive: true })));

async function adapterOf(
  source: AdapterSource,
  openEngine: OpenRunEngine = tensorRunEngine,
): Promise<TrainedAdapter> {
  const tools = { kernels: referenceKernels, openEngine, clock: () => 0 };
  const run = trainAdapter(source, 1, THRESHOLD, tools);
  let step = await run.next();
  while (step.done !== true) step = await run.next();
  return step.value;
}

function exported(adapter: TrainedAdapter): string {
  const folder = mkdtempSync(join(tmpdir(), "ganet-adapter-"));
  folders.push(folder);
  for (const { name, bytes } of exportAdapter(adapter)) writeFileSync(join(folder, name), bytes);
  return folder;
}

function python(args: readonly string[]): string {
  const { status, stdout, stderr } = spawnSync(PYTHON, ["-B", ...args], { encoding: "utf8" });
  expect(stderr).toBe("");
  expect(status).toBe(0);
  return stdout;
}

describe("an exported adapter", () => {
  test("holds every tensor in PyTorch's layout, and what its reader has to know", async () => {
    const adapter = await adapterOf(syntheticAdapterSource());
    const [tensors, config] = exportAdapter(adapter);
    const tensor = (name: string) => readSafetensors(tensors!.bytes, tensors!.name, name);
    const { downWeight, headBias } = adapter.parameters;
    const down = tensor("down.weight");
    expect(down).toMatchObject({ elementType: "float32", shape: [5, 26] });
    for (const [i, o] of [
      [0, 0],
      [25, 4],
      [7, 2],
    ] as const) {
      expect(down.values[o * 26 + i]).toBe(downWeight.values[i * 5 + o]);
    }
    expect(tensor("head.bias").values).toEqual(headBias);
    expect(tensor("mean.image").values).toEqual(adapter.means.image);
    expect(tensor("train.features").values).toEqual(adapter.trainingRows.values);
    expect([...tensor("train.degrees").values]).toEqual([...adapter.trainingRows.degrees]);
    const read: unknown = JSON.parse(new TextDecoder().decode(config!.bytes));
    expect(read).toMatchObject({
      threshold: THRESHOLD,
      scope: "inductive",
      scale: 10,
      modalityWeight: 0.4,
      imageMean: "mean.image",
      classNames: adapter.classNames,
      shapes: { featureDimension: 26, bottleneckDimension: 5, classes: 6, trainingRows: 30 },
    });
  });

  test("names no mean where nothing was subtracted", async () => {
    const source = syntheticAdapterSource({ center: false, modalityWeight: 0, epochs: 1 });
    const [tensors, config] = exportAdapter(await adapterOf(source));
    expect(() => readSafetensors(tensors!.bytes, "a", "mean.image")).toThrow("holds no tensor");
    const read: unknown = JSON.parse(new TextDecoder().decode(config!.bytes));
    expect(read).toMatchObject({ imageMean: null, textMean: null });
  });
});

/** Of each folder the logits of its rows of raw embeddings by predict.py, then what its command line prints. */
const PREDICT = `
import json, sys
import numpy
from safetensors.torch import load_file
sys.path.insert(0, sys.argv[1])
import predict
for folder in sys.argv[2:]:
    rows = load_file(folder + "/rows.safetensors")
    files = {name: folder + "/" + name + ".npy" for name in ("image", "text") if name in rows}
    for name in files:
        numpy.save(files[name], rows[name].numpy())
    adapter = predict.load(folder)
    print(json.dumps(adapter(adapter.fuse(rows["image"], rows.get("text"))).tolist()))
    predict.main(folder, *files.values())
`;

/** Test rows, of which the first has lost its image. */
const ROWS = 8;

interface PredictCase {
  readonly adapter: TrainedAdapter;
  readonly folder: string;
  readonly own: readonly Attachment[];
}

async function predictCase(
  change: Parameters<typeof syntheticAdapterSource>[0] & object,
): Promise<PredictCase> {
  const source = syntheticAdapterSource(change);
  const adapter = await adapterOf(source);
  const folder = exported(adapter);
  const { image, text } = source.embeddings;
  const { dimension } = image;
  const last = (values: Float32Array): Float32Array => values.slice(-ROWS * dimension);
  const images = last(image.values).fill(0, 0, dimension);
  const texts = last(text.values);
  const shape = [ROWS, dimension];
  const inputs = [
    { name: "image", shape, values: images },
    ...(adapter.features.modalityWeight > 0 ? [{ name: "text", shape, values: texts }] : []),
  ];
  writeFileSync(join(folder, "rows.safetensors"), writeSafetensors(inputs));
  const own = Array.from({ length: ROWS }, (_, row) => {
    const of = (values: Float32Array): Float32Array =>
      values.slice(row * dimension, (row + 1) * dimension);
    return inductiveAttachment(adapter, { image: of(images), text: of(texts) });
  });
  return { adapter, folder, own };
}

describe(`PyTorch${skipped}`, { timeout: 60_000 }, () => {
  test.skipIf(!withTorch)("predicts with the exported files as we do, logits to 1e-4", async () => {
    const cases = [
      await predictCase({}),
      await predictCase({ modalityWeight: 0, residual: false }),
      await predictCase({ modalityWeight: 0.7, center: false }),
    ];
    const folders = cases.map(({ folder }) => folder);
    const lines = python(["-c", PREDICT, join(ROOT, "public"), ...folders])
      .trim()
      .split("\n");
    expect(lines).toHaveLength(cases.length * (1 + ROWS));
    cases.forEach(({ adapter, own }, index) => {
      const [json, ...printed] = lines.slice(index * (1 + ROWS), (index + 1) * (1 + ROWS));
      const theirs = JSON.parse(json!) as number[][];
      own.forEach(({ logits }, row) => {
        logits.forEach((value, c) => {
          expect(Math.abs(theirs[row]![c]! - value)).toBeLessThan(TOLERANCE);
        });
      });
      expect(printed).toEqual(
        own.map(({ predicted, probabilities, neighbours }) =>
          [
            adapter.classNames[predicted],
            probabilities[predicted]!.toFixed(4),
            neighbours.length,
          ].join("\t"),
        ),
      );
      expect(new Set(own.map(({ neighbours }) => neighbours.length)).size).toBeGreaterThan(1);
    });
  });

  test.skipIf(!withTorch)(
    "trains from our initial weights with our losses, 10 steps to 1e-4",
    async () => {
      const bytes = new Uint8Array(
        readFileSync(new URL("../../numeric/simd/simd.wasm", import.meta.url)),
      );
      const source = syntheticAdapterSource({ epochs: 10 });
      const adapter = await adapterOf(source);
      const fast = await adapterOf(source, simdRunEngine(new WebAssembly.Module(bytes)));
      const shape = { featureDimension: 26, bottleneckDimension: 5, classCount: 6 };
      const initial = initialParameters(shape, true, 1);
      const folder = exported({ ...adapter, parameters: initial });
      const peer = join(ROOT, "bench/peers/ganet_reference.py");
      const { losses } = JSON.parse(python([peer, folder, "10"])) as { losses: number[] };
      expect(losses).toHaveLength(10);
      losses.forEach((loss, step) => {
        expect(Math.abs(adapter.point.trainLosses[step]! - loss)).toBeLessThan(TOLERANCE);
        expect(Math.abs(fast.point.trainLosses[step]! - loss)).toBeLessThan(TOLERANCE);
      });
      expect(losses[9]).toBeLessThan(0.7 * losses[0]!);
    },
  );
});
