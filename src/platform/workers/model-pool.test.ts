/** Workers whose memory grows are replaced between two jobs: none is lost, and none runs twice. */

import { beforeEach, describe, expect, it } from "vitest";
import { Cancelled } from "../../pipeline/artifacts.ts";
import { createCancelToken } from "../../pipeline/cancel-token.ts";
import type { InferenceDevice } from "../models/inference-device.ts";
import { createModelPool, type ModelPool } from "./model-pool.ts";
import { serve } from "./worker-link.ts";

interface Counting {
  chooseDevice(): Promise<InferenceDevice>;
  memoryBytes(): Promise<number>;
  count(n: number): Promise<number>;
}

const MEGABYTE = 2 ** 20;
const { token } = createCancelToken();

describe("a pool", () => {
  let workers: { alive: boolean; counted: number[] }[];
  let grownBy: number;
  let pool: ModelPool<Counting>;
  /** Models that are loaded at the same time, at most. */
  let mostLoaded: number;

  beforeEach(() => {
    workers = [];
    grownBy = 0;
    mostLoaded = 0;
    pool = createModelPool<Counting>({
      methods: ["chooseDevice", "memoryBytes", "count"],
      size: 1,
      startWorker: () => {
        const { port1, port2 } = new MessageChannel();
        const state = { alive: true, counted: [] as number[] };
        workers.push(state);
        mostLoaded = Math.max(mostLoaded, workers.filter(({ alive }) => alive).length);
        serve<Counting>(
          {
            chooseDevice: () => Promise.resolve({ device: "wasm", adapter: "test" }),
            memoryBytes: () => Promise.resolve((100 + grownBy * state.counted.length) * MEGABYTE),
            count: (n) => {
              state.counted.push(n);
              return Promise.resolve(n);
            },
          },
          port2,
        );
        const close = port1.close.bind(port1);
        port1.close = () => {
          state.alive = false;
          close();
        };
        return port1;
      },
      memoryBytes: (worker) => worker.memoryBytes(),
      loadModel: () => Promise.resolve(null),
    });
  });

  const numbers = Array.from({ length: 100 }, (_, n) => n);
  /** Two at a time, as the stages ask. */
  const countAll = async (): Promise<number[]> => {
    const results: number[] = [];
    for (let n = 0; n < numbers.length; n += 2) {
      results.push(
        ...(await Promise.all(
          [n, n + 1].map((each) => pool.run((worker) => worker.count(each), token)),
        )),
      );
    }
    return results;
  };

  it("keeps workers that hold what they held", async () => {
    grownBy = 1;
    expect(await countAll()).toEqual(numbers);
    expect(workers).toHaveLength(1);
  });

  it("replaces those that have grown by half a gigabyte, one after the other", async () => {
    grownBy = 20;
    expect(await countAll()).toEqual(numbers);
    expect(workers.length).toBeGreaterThan(1);
    expect(workers.flatMap(({ counted }) => counted)).toEqual(numbers);
    expect(mostLoaded).toBe(1);
    expect(workers.slice(0, -1).every(({ alive }) => !alive)).toBe(true);
  });

  it("can be released while its old workers end", async () => {
    grownBy = 1000;
    const hanging = pool.run(() => new Promise<never>(() => undefined), token);
    for (let n = 0; n < 32; n += 1) await pool.run((worker) => worker.count(n), token);
    // The second look has come by now.
    await new Promise((resolve) => setTimeout(resolve, 20));
    const waiting = pool.run((worker) => worker.count(99), token);
    pool.release();
    await expect(hanging).rejects.toThrow(Cancelled);
    await expect(waiting).rejects.toThrow(Cancelled);
    expect(workers).toHaveLength(1);
    expect(await pool.run((worker) => worker.count(7), token)).toBe(7);
  });
});
