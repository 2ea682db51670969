import { readFileSync } from "node:fs";
import { beforeAll, expect, test } from "vitest";
import { referenceKernels } from "../../numeric/reference-kernels.ts";
import { accuracy } from "../evaluation/accuracy-curve.ts";
import { simdRunEngine } from "../evaluation/simd-engine.ts";
import { openCpuBackend } from "../tensor.ts";
import { METHOD_FACTS } from "./method-facts.ts";
import { methodProblem } from "./method-problem.ts";
import { TRIAL_BUDGET } from "./method.ts";
import { METHODS } from "./methods.ts";
import { PARAMETER_COUNT_ONLY } from "./parameter-count-only.ts";
import { smallStudy } from "./small-study.ts";
import { studyFeatures } from "./study-problem.ts";
import { TUNED_METHODS } from "./tuned-methods.ts";

beforeAll(openCpuBackend);

const golden: unknown = JSON.parse(
  readFileSync(new URL("../../numeric/fixtures/golden.json", import.meta.url), "utf8"),
);

test("every method of the facts is there, in their order, by the same name and in the same scope", () => {
  expect(METHODS.map(({ id, name, scope }) => ({ id, name, scope }))).toEqual(
    METHOD_FACTS.map(({ id, name, scope }) => ({ id, name, scope })),
  );
  expect(METHODS.filter((method) => method.needsClassTexts).map(({ id }) => id)).toEqual(
    METHOD_FACTS.filter(({ needs }) => needs.includes("class-texts")).map(({ id }) => id),
  );
});

test("tuned methods take the place of methods of the table", () => {
  for (const tuned of TUNED_METHODS) {
    const method = METHODS.find(({ id }) => id === tuned.id)!;
    expect(tuned.scope).toBe(method.scope);
  }
  expect(TUNED_METHODS.map(({ id }) => id)).toEqual([
    "softmax-adam",
    "bottleneck-adapter",
    "ga-net-inductive",
    "ga-net-transductive",
    "ga-net-separate-inductive",
    "ga-net-separate-transductive",
  ]);
});

test("methods that are only counted have the golden counts", () => {
  const counts = (golden as { param_counts: Record<string, unknown> }).param_counts;
  const pets = (counts["baselines_d512_K16"] as Record<string, Record<string, number>>)["pets37"]!;
  expect(PARAMETER_COUNT_ONLY.map(({ name, parameters }) => [name, parameters])).toEqual([
    ["CoOp", pets["coop_M16_shared"]],
    ["CoCoOp", pets["cocoop_M4"]],
    ["MaPLe", counts["maple_vit_b16_depth9_ctx2"]],
  ]);
});

const tools = {
  kernels: referenceKernels,
  openEngine: simdRunEngine(
    new WebAssembly.Module(
      new Uint8Array(readFileSync(new URL("../../numeric/simd/simd.wasm", import.meta.url))),
    ),
  ),
  clock: () => 0,
  openTensorFlow: openCpuBackend,
};

test.each(["linear-probe", "softmax-adam", "ridge", "bottleneck-adapter"] as const)(
  "%s keeps the contract: predictions that agree with its accuracy, far better than chance, the same twice",
  async (id) => {
    const { study, testLabels } = smallStudy();
    const problem = methodProblem(study, studyFeatures(study), 1);
    const method = METHODS.find((candidate) => candidate.id === id)!;
    const finish = async () => {
      const running = method.run(problem, tools);
      let step = await running.next();
      while (step.done !== true) step = await running.next();
      return step.value;
    };
    const run = await finish();
    expect(run).toMatchObject({ method: id, runSeed: 1 });
    expect(accuracy(run.validationPredictions, [...problem.validationLabels])).toBe(
      run.validationAccuracy,
    );
    expect(run.trials).toBeLessThanOrEqual(TRIAL_BUDGET);
    // Chance is 1/6.
    expect(accuracy(run.testPredictions, testLabels)).toBeGreaterThan(0.4);
    expect(await finish()).toEqual(run);
  },
);
