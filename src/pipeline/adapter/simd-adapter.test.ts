import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { createArenas, type Arenas } from "../../numeric/simd/arena.ts";
import { createRandom } from "../../numeric/random.ts";
import {
  flat,
  float32Parameters,
  parametersFrom,
  product,
  randomProblem,
  referenceCrossEntropy,
  referenceForward,
  referenceGradients,
  type ReferenceProblem,
} from "./reference-adapter.ts";
import {
  createSimdAdapter,
  type GraphRows,
  type SimdAdapter,
  type SimdAdapterOptions,
} from "./simd-adapter.ts";

const settingsOf = (residual: boolean, activation: "relu" | "none") => ({ residual, activation });
const VARIANTS = [
  settingsOf(true, "relu"),
  settingsOf(false, "relu"),
  settingsOf(true, "none"),
  settingsOf(false, "none"),
];

function rowsOf(problem: ReferenceProblem, rows: readonly number[]) {
  const aggregated = product(problem.adjacency, problem.features);
  const pick = (matrix: readonly (readonly number[])[]) => flat(rows.map((row) => matrix[row]!));
  const graph: GraphRows = {
    aggregated: pick(aggregated),
    ones: Float32Array.from(rows, (row) => problem.adjacency[row]!.reduce((sum, v) => sum + v, 0)),
  };
  return { features: pick(problem.features), graph };
}

/** The nodes with a label train, the last two validate. */
function preparedFrom(problem: ReferenceProblem, labels: readonly number[]) {
  const trained = labels.flatMap((label, row) => (label < 0 ? [] : [row]));
  const last = [problem.features.length - 2, problem.features.length - 1];
  const train = rowsOf(problem, trained);
  const validation = rowsOf(problem, last);
  const options: SimdAdapterOptions = {
    settings: problem.settings,
    initial: float32Parameters(problem.parameters),
    train: { features: train.features, labels: Int32Array.from(trained, (row) => labels[row]!) },
    validation: { features: validation.features, labels: Int32Array.of(1, 0) },
  };
  return { options, train: train.graph, validation: validation.graph };
}

function open(arenas: Arenas, prepared: ReturnType<typeof preparedFrom>): SimdAdapter {
  const adapter = createSimdAdapter(arenas, prepared.options);
  adapter.setGraph(prepared.train, prepared.validation);
  adapter.start();
  return adapter;
}

describe.each(["simd", "simd-fma"])("the adapter's step in %s.wasm", (name) => {
  const bytes = new Uint8Array(
    readFileSync(new URL(`../../numeric/simd/${name}.wasm`, import.meta.url)),
  );
  const refused = !WebAssembly.validate(bytes);
  const skipped = refused ? " (skipped: this Node refuses relaxed SIMD)" : "";
  // Compiled when a test runs, which none does where it is refused.
  const arenasHere = (): Arenas => createArenas(new WebAssembly.Module(bytes));

  function adapterOf(problem: ReferenceProblem, labels: readonly number[]): SimdAdapter {
    return open(arenasHere(), preparedFrom(problem, labels));
  }

  test.skipIf(refused).each(VARIANTS)(
    `loss and every gradient equal float64 to 1e-5: residual $residual, activation $activation${skipped}`,
    (settings) => {
      for (const sizes of [
        { n: 7, d: 13, r: 3, c: 3 },
        { n: 19, d: 8, r: 8, c: 8 },
        { n: 11, d: 5, r: 9, c: 10 },
      ]) {
        const problem = randomProblem(11, settings, sizes);
        const labels = problem.features.map((_, i) => (i < sizes.n - 2 ? i % sizes.c : -1));
        const adapter = adapterOf(problem, labels);
        const { loss, gradients } = adapter.lossAndGradients();
        expect(loss).toBeCloseTo(referenceCrossEntropy(referenceForward(problem).probs, labels), 5);
        const wanted = referenceGradients(problem, labels);
        parametersFrom((parameter) => {
          const found = gradients[parameter];
          const values = found instanceof Float32Array ? found : found.values;
          const exact = wanted[parameter].flat();
          expect(values.length).toBe(exact.length);
          const worst = Math.max(...exact.map((value, i) => Math.abs(value - values[i]!)));
          expect(worst, parameter).toBeLessThan(1e-5);
          return wanted[parameter];
        });
        adapter.dispose();
      }
    },
  );

  test.skipIf(refused)(
    `validation and predictions are those of the network in float64${skipped}`,
    () => {
      const sizes = { n: 60, d: 6, r: 4, c: 3 };
      const problem = randomProblem(5, settingsOf(true, "relu"), sizes);
      const adapter = adapterOf(problem, [0, 1, 2, 0]);
      const { logits, probs } = referenceForward(problem);
      const largest = logits.map((row) => row.indexOf(Math.max(...row)));
      const { loss, correct } = adapter.validate();
      const wanted = -(Math.log(probs[58]![1]!) + Math.log(probs[59]![0]!)) / 2;
      expect(loss).toBeCloseTo(wanted, 5);
      expect(adapter.predictValidation()).toEqual(largest.slice(58));
      expect(correct).toBe((largest[58] === 1 ? 1 : 0) + (largest[59] === 0 ? 1 : 0));
      // More rows than a pass has room for.
      const all = rowsOf(problem, [...largest.keys()]);
      expect(adapter.predict(all.features, all.graph)).toEqual(largest);
      adapter.dispose();
    },
  );

  test.skipIf(refused)(`refuses a part without rows and a label that is no class${skipped}`, () => {
    const problem = randomProblem(1, settingsOf(true, "relu"), { n: 5, d: 4, r: 3, c: 3 });
    expect(() => adapterOf(problem, [-1, -1])).toThrow(RangeError);
    expect(() => adapterOf(problem, [0, 3])).toThrow(RangeError);
    const adapter = adapterOf(problem, [0, 1]);
    const rows = rowsOf(problem, [0, 1]);
    expect(() => adapter.setGraph(rows.graph, rowsOf(problem, [0]).graph)).toThrow(RangeError);
    expect(() => adapter.predict(rows.features, rowsOf(problem, [0]).graph)).toThrow(RangeError);
    adapter.dispose();
  });

  test.skipIf(refused)(`of equal logits the first class is predicted${skipped}`, () => {
    const zero = (rows: number, columns: number) =>
      Array.from({ length: rows }, () => Array.from({ length: columns }, () => 0));
    const problem = randomProblem(1, settingsOf(true, "relu"), { n: 5, d: 4, r: 3, c: 3 });
    const flatHead = { ...problem.parameters, headWeight: zero(4, 3), headBias: [[0, 1, 1]] };
    const adapter = adapterOf({ ...problem, parameters: flatHead }, [0, 1, 2]);
    expect(adapter.validate().correct).toBe(1);
    expect(adapter.predictValidation()).toEqual([1, 1]);
    adapter.dispose();
  });

  test.skipIf(refused)(
    `keeping, restoring and starting again give back the same numbers${skipped}`,
    () => {
      const problem = randomProblem(2, settingsOf(true, "relu"), { n: 9, d: 13, r: 3, c: 3 });
      const adapter = adapterOf(problem, [0, 1, 2, 0, 1, 2, 0]);
      const losses = [0, 1, 2].map(() => adapter.step(0.05));
      adapter.keep();
      const kept = adapter.validate();
      adapter.step(0.05);
      expect(adapter.validate().loss).not.toBe(kept.loss);
      adapter.restore();
      expect(adapter.validate()).toEqual(kept);
      adapter.start();
      expect([0, 1, 2].map(() => adapter.step(0.05))).toEqual(losses);
      expect(losses[2]).toBeLessThan(losses[0]!);
      adapter.dispose();
    },
  );

  test.skipIf(refused)(
    `1,000 runs on one arena take no more memory than the first${skipped}`,
    () => {
      const arenas = arenasHere();
      const random = createRandom(1);
      const bytesHeld = (): number => {
        const arena = arenas.open();
        const { byteLength } = arena.run.memory.buffer;
        const { bottom } = arena;
        expect(arena.mark()).toBe(bottom);
        arenas.close(arena);
        return byteLength;
      };
      const problem = randomProblem(3, settingsOf(true, "relu"), { n: 40, d: 70, r: 9, c: 12 });
      const labels = problem.features.map((_, i) => (i < 38 ? i % 12 : -1));
      const all = rowsOf(problem, [...problem.features.keys()]);
      const prepared = preparedFrom(problem, labels);
      const run = (): void => {
        const adapter = open(arenas, prepared);
        adapter.step(0.01 + 0.001 * random.uniform());
        adapter.validate();
        adapter.keep();
        adapter.restore();
        adapter.predict(all.features, all.graph);
        adapter.lossAndGradients();
        adapter.dispose();
      };
      run();
      const first = bytesHeld();
      for (let i = 0; i < 1000; i++) run();
      expect(bytesHeld()).toBe(first);
    },
  );
});
