/** Runs in the SIMD module, one after another. */

import { createArenas, type WasmModule } from "../../numeric/simd/arena.ts";
import { createSimdAdapter, type SimdAdapter } from "../adapter/simd-adapter.ts";
import type { EpochReport } from "../artifacts.ts";
import { simdTraining } from "../training/simd-training.ts";
import {
  labelledGraphRows,
  notTrained,
  oneByOne,
  type OpenRunEngine,
  type TrainedRun,
} from "./run-engine.ts";
import type { SeedGraph, SeedRun, SweepProblem } from "./seed-run.ts";

/** @param module compiled from simd.wasm or simd-fma.wasm */
export function simdRunEngine(module: WasmModule): OpenRunEngine {
  const arenas = createArenas(module);
  return (problem, clock) => {
    const adapters = new Map<SeedRun, SimdAdapter>();
    const trained = new Set<SeedRun>();
    const adapterOf = (run: SeedRun): SimdAdapter => {
      const known = adapters.get(run);
      if (known !== undefined) return known;
      const part = ({ rows, labels }: SeedRun["train"]) => ({
        features: run.features(rows),
        labels,
      });
      const made = createSimdAdapter(arenas, {
        settings: problem.adapter,
        initial: run.initial,
        train: part(run.train),
        validation: part(run.validation),
      });
      adapters.set(run, made);
      return made;
    };
    return {
      trainRuns: oneByOne(function* (run, graph) {
        trained.delete(run);
        const point = yield* trainRun(problem, adapterOf(run), run, graph);
        trained.add(run);
        return point;
      }, clock),
      // A promise, because a GPU has to be waited for.
      parameters: (run) =>
        trained.has(run)
          ? Promise.resolve(adapterOf(run).readParameters())
          : Promise.reject(notTrained(run)),
      dispose: () => {
        for (const adapter of adapters.values()) adapter.dispose();
        adapters.clear();
        trained.clear();
      },
    };
  };
}

function* trainRun(
  { training }: SweepProblem,
  adapter: SimdAdapter,
  run: SeedRun,
  graph: SeedGraph,
): Generator<EpochReport, TrainedRun> {
  const labelled = labelledGraphRows(run, graph);
  adapter.setGraph(labelled.train, labelled.validation);
  adapter.start();
  const result = yield* simdTraining(adapter, training);
  adapter.validate();
  return {
    ...result,
    validationPredictions: adapter.predictValidation(),
    testPredictions: adapter.predict(run.features(run.testRows), graph.aggregated(run.testRows)),
  };
}
