/** Training gives the same numbers on WebGPU and wasm as on the plain JavaScript backend, whose arithmetic the unit tests check. */
import type { Page } from "@playwright/test";
import { buildModules, callModule, openModulePage, removeModules } from "./fixtures/module-page.ts";
import { expect, test } from "./fixtures/page.ts";
import type { ParityCase, trainingParity } from "./fixtures/training-parity.ts";

type ParityValues = Awaited<ReturnType<typeof trainingParity>>;

let folder = "";

test.beforeAll(async () => {
  folder = await buildModules("training-parity");
});

test.afterAll(() => removeModules(folder));

const valuesOn = (page: Page, backend: string, parityCase: ParityCase): Promise<ParityValues> =>
  callModule(page, "training-parity", "trainingParity", backend, parityCase);

function largestDifference(a: readonly number[], b: readonly number[]): number {
  expect(a.length).toBe(b.length);
  return Math.max(...a.map((value, i) => Math.abs(value - (b[i] ?? Number.NaN))));
}

function expectEqualWithin(
  actual: Readonly<Record<string, readonly number[]>>,
  wanted: Readonly<Record<string, readonly number[]>>,
  tolerance: number,
): void {
  expect(Object.keys(actual)).toEqual(Object.keys(wanted));
  for (const [name, values] of Object.entries(wanted)) {
    expect(Math.max(...values.map(Math.abs)), `${name} is not all zero`).toBeGreaterThan(0);
    const difference = largestDifference(actual[name] ?? [], values);
    expect(difference, name).toBeLessThanOrEqual(tolerance);
  }
}

const CASES: readonly ParityCase[] = ["single task", "second task"];

for (const backend of ["webgpu", "wasm"]) {
  for (const parityCase of CASES) {
    test(`${backend} equals cpu, ${parityCase}: forward pass, penalty, gradients and Fisher diagonal within 1e-5, ten steps within 1e-4`, async ({
      page,
    }) => {
      await openModulePage(page, folder);
      const cpu = await valuesOn(page, "cpu", parityCase);
      const other = await valuesOn(page, backend, parityCase);
      expect(other.backend).toBe(backend);
      expectParity(other, cpu);
      // Two penalties of 0 would be equal without saying anything.
      if (parityCase === "second task") expect(cpu.penalty).toBeGreaterThan(0.1);
      else expect(cpu.penalty).toBe(0);
    });
  }
}

function expectParity(other: ParityValues, cpu: ParityValues): void {
  expect(largestDifference(other.logits, cpu.logits)).toBeLessThanOrEqual(1e-5);
  expect(Math.abs(other.penalty - cpu.penalty)).toBeLessThanOrEqual(1e-5);
  expectEqualWithin(other.gradients, cpu.gradients, 1e-5);
  expectEqualWithin(other.fisher, cpu.fisher, 1e-5);
  expect(largestDifference(other.losses, cpu.losses)).toBeLessThanOrEqual(1e-4);
  expect(largestDifference(other.validationLosses, cpu.validationLosses)).toBeLessThanOrEqual(1e-4);
  expectEqualWithin(other.parameters, cpu.parameters, 1e-4);
  expect(cpu.losses[9]).toBeLessThan(cpu.losses[0]!);
  expect([cpu.leakedTensors, other.leakedTensors]).toEqual([0, 0]);
}

test("a GPU device that is lost rejects by its code instead of giving zeros", async ({ page }) => {
  await openModulePage(page, folder);
  const code = await callModule<string>(page, "training-parity", "codeOfLostDevice");
  expect(code).toBe("platform/device-lost");
});
