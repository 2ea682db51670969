import { readFileSync } from "node:fs";
import { beforeAll, describe, expect, test } from "vitest";
import { referenceKernels } from "../../numeric/reference-kernels.ts";
import { createSimdKernels } from "../../numeric/simd/simd-kernels.ts";
import { createGraphAdapter } from "../adapter/graph-adapter.ts";
import { createSeedRun } from "./seed-run.ts";
import { ConstantMatrix, memory, openCpuBackend, tidy } from "../tensor.ts";
import { atOnce } from "../with-progress.ts";
import { hostFeatureProducts } from "./feature-products.ts";
import { inductiveAttachment, type RawRow } from "./inductive-attachment.ts";
import { simdRunEngine } from "./simd-engine.ts";
import { syntheticAdapterSource } from "./synthetic-adapter-source.ts";
import { tensorRunEngine } from "./tensor-engine.ts";
import type { TrainingTools } from "./train-at-threshold.ts";
import { trainAdapter, type AdapterSource, type TrainedAdapter } from "./trained-adapter.ts";
import { createWideTrainer } from "./wide-run.ts";

const simd = new WebAssembly.Module(
  new Uint8Array(readFileSync(new URL("../../numeric/simd/simd.wasm", import.meta.url))),
);
const clock = (): number => 0;
const ENGINES: readonly (TrainingTools & { readonly name: string })[] = [
  { name: "TensorFlow.js", kernels: referenceKernels, openEngine: tensorRunEngine, clock },
  {
    name: "the SIMD module",
    kernels: createSimdKernels(simd, "simd"),
    openEngine: simdRunEngine(simd),
    clock,
  },
  {
    name: "all seeds at once",
    kernels: referenceKernels,
    openEngine: (problem, time) => createWideTrainer(problem, hostFeatureProducts, time),
    clock,
  },
];
const [plain] = ENGINES;
/** About three neighbours a node. */
const THRESHOLD = 0.35;

beforeAll(openCpuBackend);

async function adapterOf(
  source: AdapterSource,
  tools: TrainingTools = plain!,
  threshold = THRESHOLD,
): Promise<TrainedAdapter> {
  const run = trainAdapter(source, 1, threshold, tools);
  let step = await run.next();
  while (step.done !== true) step = await run.next();
  return step.value;
}

/** Raw embeddings of an example. */
function rawRow({ embeddings: { image, text } }: AdapterSource, example: number): RawRow {
  const row = ({ values, dimension }: typeof image): Float32Array =>
    values.slice(example * dimension, (example + 1) * dimension);
  return { image: row(image), text: row(text) };
}

/** Logits of the test nodes as the sweep computes them: Â X of the ranked pairs, E9 to E13 on TensorFlow.js. */
async function sweepLogits(source: AdapterSource, adapter: TrainedAdapter): Promise<number[][]> {
  const run = atOnce(createSeedRun(source.problem, 1, referenceKernels));
  const { aggregated, ones } = run.graph(adapter.threshold).aggregated(run.testRows);
  const rows = run.testRows.length;
  const width = source.problem.features.dimension;
  const examples = {
    features: new ConstantMatrix(run.features(run.testRows), rows, width),
    aggregated: new ConstantMatrix(aggregated, rows, width),
    aggregatedOnes: new ConstantMatrix(ones, rows, 1),
  };
  const model = createGraphAdapter(adapter.parameters, adapter.settings);
  const logits = tidy(() => model.logits(examples));
  const values = await logits.array();
  for (const held of [...Object.values(examples), model, logits, run]) held.dispose();
  return values;
}

/** Example indices of the test nodes. */
const testExamples = ({ problem: { runs } }: AdapterSource): number[] =>
  Array.from(runs[0]!.part.keys()).filter((node) => runs[0]!.part[node] === 2);

describe.each(ENGINES)("an adapter trained by $name", (tools) => {
  test.each([true, false])(
    "gives a test row the logits that the sweep predicts it with (I3), residual %s",
    async (residual) => {
      const source = syntheticAdapterSource({ residual });
      const adapter = await adapterOf(source, tools);
      const expected = await sweepLogits(source, adapter);
      const attached = testExamples(source).map((example) =>
        inductiveAttachment(adapter, rawRow(source, example)),
      );
      attached.forEach(({ logits }, row) => {
        logits.forEach((value, c) => expect(value).toBeCloseTo(expected[row]![c]!, 4));
      });
      expect(attached.map(({ predicted }) => predicted)).toEqual(adapter.point.testPredictions);
      expect(attached.filter(({ neighbours }) => neighbours.length > 0).length).toBeGreaterThan(5);
    },
  );

  test("is the same when trained again, and another at another τ", async () => {
    const source = syntheticAdapterSource();
    const first = await adapterOf(source, tools);
    const again = await adapterOf(source, tools);
    expect(again.parameters).toEqual(first.parameters);
    expect(again.fingerprint).toBe(first.fingerprint);
    const other = await adapterOf(source, tools, 1.01);
    expect(other.parameters.downWeight.values).not.toEqual(first.parameters.downWeight.values);
    expect(other.fingerprint).not.toBe(first.fingerprint);
  });

  test("holds the kept epoch's parameters, and none after a training that was stopped", async () => {
    const source = syntheticAdapterSource();
    const run = atOnce(createSeedRun(source.problem, 1, tools.kernels));
    const engine = tools.openEngine(source.problem, clock);
    await expect(engine.parameters(run)).rejects.toThrow(RangeError);
    const training = engine.trainRuns([run], THRESHOLD);
    await training.next();
    await training.return([]);
    await expect(engine.parameters(run)).rejects.toThrow(RangeError);
    engine.dispose();
    run.dispose();
  });
});

describe("a row attached to training nodes", () => {
  test("without an edge is that of the bottleneck adapter on the row alone", async () => {
    const source = syntheticAdapterSource();
    const adapter = await adapterOf(source, plain, 1.01);
    const [example] = testExamples(source);
    const { logits, neighbours } = inductiveAttachment(adapter, rawRow(source, example!));
    const [expected] = await sweepLogits(source, adapter);
    expect(neighbours).toEqual([]);
    logits.forEach((value, c) => expect(value).toBeCloseTo(expected![c]!, 4));
  });

  test("lists the training nodes above τ by falling cosine, and probabilities that are the softmax of the logits", async () => {
    const source = syntheticAdapterSource();
    const adapter = await adapterOf(source, plain, 0.1);
    const [example] = testExamples(source);
    const { values, dimension } = source.problem.features;
    const cosine = (other: number): number =>
      Array.from({ length: dimension }, (_, k) => k).reduce(
        (sum, k) => sum + values[example! * dimension + k]! * values[other * dimension + k]!,
        0,
      );
    const { neighbours, logits, probabilities } = inductiveAttachment(
      adapter,
      rawRow(source, example!),
    );
    const expected = [...adapter.trainingRows.examples]
      .filter((other) => cosine(other) > 0.1)
      .sort((a, b) => cosine(b) - cosine(a));
    expect(neighbours.map(({ example: other }) => other)).toEqual(expected);
    neighbours.forEach(({ example: other, similarity, label }) => {
      expect(similarity).toBeCloseTo(cosine(other), 6);
      expect(label).toBe(source.problem.runs[0]!.label[other]);
    });
    const total = logits.reduce((sum, value) => sum + Math.exp(value), 0);
    probabilities.forEach((p, c) => expect(p).toBeCloseTo(Math.exp(logits[c]!) / total, 12));
  });

  test("may lack its caption, and must have the length of the adapter's embeddings", async () => {
    const source = syntheticAdapterSource();
    const adapter = await adapterOf(source);
    const row = rawRow(source, testExamples(source)[0]!);
    const without = inductiveAttachment(adapter, { ...row, text: null });
    // √(1 - w) v has length √0.6, so no cosine can be larger.
    expect(Math.max(...without.neighbours.map(({ similarity }) => similarity))).toBeLessThan(0.775);
    expect(without.logits).not.toEqual(inductiveAttachment(adapter, row).logits);
    expect(() => inductiveAttachment(adapter, { ...row, image: new Float32Array(3) })).toThrow(
      "3 numbers for an embedding of 13",
    );
  });

  test("of a transductive run keeps the degrees of its whole graph", async () => {
    const source = syntheticAdapterSource({ scope: "transductive" });
    const adapter = await adapterOf(source);
    const inductive = await adapterOf(syntheticAdapterSource());
    const { degrees } = adapter.trainingRows;
    const run = atOnce(createSeedRun(source.problem, 1, referenceKernels));
    const { rowStart } = run.graph(THRESHOLD).adjacency!;
    run.dispose();
    degrees.forEach((degree, node) => expect(degree).toBe(rowStart[node + 1]! - rowStart[node]!));
    expect(Math.max(...degrees)).toBeGreaterThan(Math.max(...inductive.trainingRows.degrees));
  });

  test("leaves no tensor behind", async () => {
    const before = memory().numTensors;
    for (const tools of ENGINES) await adapterOf(syntheticAdapterSource({ epochs: 2 }), tools);
    expect(memory().numTensors).toBe(before);
  });
});
