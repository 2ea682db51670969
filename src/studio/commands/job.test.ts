import { describe, expect, it } from "vitest";
import { Cancelled } from "../../pipeline/artifacts.ts";
import { createCancelToken } from "../../pipeline/cancel-token.ts";
import { createJobSlot, eachInParallel } from "./job.ts";

describe("job slot", () => {
  it("cancels the job before when a new one starts", async () => {
    const slot = createJobSlot();
    const log: string[] = [];
    const first = slot.start(
      (cancel) =>
        new Promise((_, reject) => {
          cancel.onCancel(() => {
            log.push("first cancelled");
            reject(new Cancelled());
          });
        }),
    );
    await Promise.resolve();
    await slot.start(() => {
      log.push("second ran");
      return Promise.resolve();
    });
    await first;
    expect(log).toEqual(["first cancelled", "second ran"]);
    expect(slot.running()).toBe(false);
  });

  it("waits until the cancelled job has put its results away", async () => {
    const slot = createJobSlot();
    const log: string[] = [];
    const first = slot.start(async (cancel) => {
      while (!cancel.cancelled) await Promise.resolve();
      await Promise.resolve();
      log.push("first saved");
    });
    await Promise.resolve();
    await slot.start(() => {
      log.push("second ran");
      return Promise.resolve();
    });
    await first;
    expect(log).toEqual(["first saved", "second ran"]);
  });

  it("passes on what the job throws, but not its cancellation", async () => {
    const slot = createJobSlot();
    await expect(slot.start(() => Promise.reject(new RangeError("bad")))).rejects.toThrow("bad");
    await expect(slot.start(() => Promise.reject(new Cancelled()))).resolves.toBeUndefined();
  });
});

describe("eachInParallel", () => {
  it("keeps at most `width` in flight and does every index once", async () => {
    let inFlight = 0;
    let most = 0;
    const seen: number[] = [];
    await eachInParallel(10, 3, createCancelToken().token, async (index) => {
      inFlight += 1;
      most = Math.max(most, inFlight);
      await Promise.resolve();
      seen.push(index);
      inFlight -= 1;
    });
    expect(most).toBe(3);
    expect(seen.toSorted((a, b) => a - b)).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 8, 9]);
  });

  it("starts nothing more after a failure or a cancel", async () => {
    let started = 0;
    const failing = eachInParallel(100, 2, createCancelToken().token, async (index) => {
      started += 1;
      await Promise.resolve();
      if (index === 3) throw new RangeError("index 3");
    });
    await expect(failing).rejects.toThrow("index 3");
    expect(started).toBeLessThan(8);

    const { token, cancel } = createCancelToken();
    const cancelled = eachInParallel(100, 1, token, async (index) => {
      await Promise.resolve();
      if (index === 2) cancel();
    });
    await expect(cancelled).rejects.toThrow(Cancelled);
  });
});
