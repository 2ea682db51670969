/** A sweep outlives its workers: after a lost GPU or a dead worker it goes on from the last finished point. */

import { beforeEach, describe, expect, it } from "vitest";
import { StudioError, type StudioErrorCode } from "../../errors.ts";
import type { StudioCommands } from "../commands.ts";
import { createStudio, type Studio } from "../store.ts";
import { createCommands } from "./create-commands.ts";
import { createFakes, twoClasses, type Fakes } from "./fake-services.ts";
import { continuedOn } from "./lost-training.ts";

describe("a sweep whose workers are lost", () => {
  let fakes: Fakes;
  let studio: Studio;
  let commands: StudioCommands;
  let labels: Set<string>;

  beforeEach(async () => {
    fakes = createFakes();
    studio = createStudio();
    commands = createCommands(studio, fakes.services);
    await commands.openFolder(twoClasses);
    commands.setTraining({ runSeeds: [1, 2] });
    commands.setThresholdCount(4);
    labels = new Set();
    studio.subscribe(({ evaluation: { run } }) => {
      if (run.status === "running") labels.add(run.progress.label);
    });
  });

  /** Rejects the calls with these numbers, counted from 0; the service then opens on `next`. */
  const failCalls = (code: StudioErrorCode, next: string, ...failing: readonly number[]): void => {
    let call = 0;
    fakes.beforeTraining = () => {
      if (!failing.includes(call++)) return Promise.resolve();
      fakes.backend = next;
      return Promise.reject(new StudioError(code, "gone"));
    };
  };

  it("goes on with a new device from the last finished point, and says so", async () => {
    fakes.backend = "webgpu";
    failCalls("platform/device-lost", "simd", 2);
    await commands.runAll();
    const { run, sweep } = studio.getState().evaluation;
    expect(run.status).toBe("ready");
    expect(sweep?.points).toHaveLength(8);
    expect(new Set(fakes.trained).size).toBe(8);
    expect(fakes.trained).toHaveLength(8);
    expect(sweep?.compute?.trainingBackend).toBe("webgpu, then simd");
    expect(studio.getState().device.trainingBackend).toBe("simd");
    expect([...labels]).toContain("Runs, on simd after the GPU was lost");
    // Both seeds of a threshold at once on the GPU, one by one on the processor.
    expect(fakes.calls.map(({ runSeeds }) => runSeeds.length)).toEqual([2, 2, 1, 1, 1, 1]);
  });

  it("takes a dead worker once, and fails when the next dies too", async () => {
    failCalls("platform/worker-crashed", "cpu", 3);
    await commands.runAll();
    expect(studio.getState().evaluation.run.status).toBe("ready");
    expect(studio.getState().evaluation.sweep?.compute?.trainingBackend).toBe("cpu");

    commands.setAdapter({ bottleneckDimension: 8 });
    failCalls("platform/worker-crashed", "cpu", 3, 4);
    await commands.runAll();
    const { run, sweep } = studio.getState().evaluation;
    expect(run).toMatchObject({ status: "failed", error: { code: "platform/worker-crashed" } });
    expect(sweep?.points).toHaveLength(3);
    expect(fakes.sweeps.get(sweep?.key ?? "")?.points).toHaveLength(3);
  });

  it("does not go on after an error that would come again", async () => {
    failCalls("training/diverged", "cpu", 1);
    await commands.runAll();
    expect(studio.getState().evaluation.run.status).toBe("failed");
    expect(fakes.prepares).toBe(1);
  });

  it("gives up a GPU that is lost again and again", async () => {
    failCalls("platform/device-lost", "webgpu", 0, 1, 2, 3);
    await commands.runAll();
    expect(studio.getState().evaluation.run).toMatchObject({
      error: { code: "platform/device-lost" },
    });
    expect(fakes.prepares).toBe(4);
  });

  it("goes on after a reload on another device, and names both", async () => {
    fakes.backend = "webgpu";
    fakes.beforeTraining = () => {
      if (fakes.calls.length === 2) commands.cancel();
      return Promise.resolve();
    };
    await commands.runAll();
    fakes.beforeTraining = () => Promise.resolve();
    fakes.backend = "simd";
    const reloaded = createStudio();
    const again = createCommands(reloaded, fakes.services);
    const settings = fakes.remembered?.settings ?? "";
    await again.openFolder(twoClasses, { thenRun: true, settings });
    const { sweep } = reloaded.getState().evaluation;
    expect(sweep?.points).toHaveLength(8);
    expect(fakes.trained).toHaveLength(8);
    expect(sweep?.compute?.trainingBackend).toBe("webgpu, then simd");
  });
});

describe("the record of a sweep that goes on", () => {
  const compute = { trainingBackend: "webgpu", adapter: "a GPU", finishedAt: "then" };

  it("names a device once while it stays the same", () => {
    expect(continuedOn(null, { backend: "simd", adapter: "CPU" }, "now")).toEqual({
      trainingBackend: "simd",
      adapter: "CPU",
      finishedAt: "now",
    });
    expect(continuedOn(compute, { backend: "webgpu", adapter: "a GPU" }, "now")).toEqual(compute);
  });

  it("names devices in the order in which they trained", () => {
    const moved = continuedOn(compute, { backend: "simd", adapter: "CPU" }, "now");
    expect(moved).toMatchObject({
      trainingBackend: "webgpu, then simd",
      adapter: "a GPU, then CPU",
    });
    expect(continuedOn(moved, { backend: "simd", adapter: "CPU" }, "now")).toEqual(moved);
  });
});
