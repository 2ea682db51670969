import { afterEach, describe, expect, it, vi } from "vitest";
import { StudioError } from "../../errors.ts";
import { Cancelled } from "../../pipeline/artifacts.ts";
import { createCancelToken } from "../../pipeline/cancel-token.ts";
import { createImageClient, type ImageClient } from "./image-client.ts";
import type { ImageProtocol, InspectedImage } from "./image-protocol.ts";
import { serve } from "./worker-link.ts";

type Inspect = ImageProtocol["inspect"];

const FACTS: InspectedImage = { contentHash: "00", width: 2, height: 1 };
class Crash extends Error {}
const FILE = new Blob(["x"]);

let client: ImageClient;
afterEach(() => {
  client.release();
});

/** A client whose workers run `inspect`; a Crash ends the worker as an uncaught error does. */
function clientOf(inspect: Inspect, processors = 2) {
  let started = 0;
  client = createImageClient({
    processors,
    startWorker: () => {
      started++;
      const { port1, port2 } = new MessageChannel();
      serve<ImageProtocol>(
        {
          inspect: async (file, path) => {
            try {
              return await inspect(file, path);
            } catch (error) {
              if (!(error instanceof Crash)) throw error;
              port1.onmessageerror?.(new MessageEvent("messageerror"));
              return FACTS;
            }
          },
        },
        port2,
      );
      return port1;
    },
  });
  return { inspect: client.inspect, started: () => started };
}

const never = createCancelToken().token;

describe("the image client", () => {
  it("spreads images over a few workers and no more", async () => {
    let running = 0;
    let most = 0;
    const { inspect, started } = clientOf(async () => {
      most = Math.max(most, ++running);
      await new Promise((resolve) => setTimeout(resolve, 2));
      running--;
      return FACTS;
    }, 16);
    const all = await Promise.all(
      Array.from({ length: 40 }, (_, i) => inspect(FILE, `${i}`, never)),
    );
    expect(all).toHaveLength(40);
    expect(started()).toBe(4);
    expect(most).toBeLessThanOrEqual(8);
  });

  it("passes on the code of a file that cannot be read, and goes on", async () => {
    const { inspect } = clientOf((_, path) =>
      path === "bad"
        ? Promise.reject(new StudioError("dataset/not-an-image", "text", { path }))
        : Promise.resolve(FACTS),
    );
    await expect(inspect(FILE, "bad", never)).rejects.toMatchObject({
      code: "dataset/not-an-image",
      details: { path: "bad" },
    });
    await expect(inspect(FILE, "good", never)).resolves.toEqual(FACTS);
  });

  it("rejects everything with Cancelled at once, waiting or in work", async () => {
    const { inspect } = clientOf(() => new Promise(() => undefined));
    const { token, cancel } = createCancelToken();
    const all = Array.from({ length: 12 }, () => inspect(FILE, "slow", token));
    cancel();
    for (const one of all) await expect(one).rejects.toBeInstanceOf(Cancelled);
    await expect(inspect(FILE, "late", token)).rejects.toBeInstanceOf(Cancelled);
  });

  it("gives up on a file that ends two workers, and reads the others", async () => {
    const { inspect } = clientOf((_, path) =>
      path === "bomb" ? Promise.reject(new Crash()) : Promise.resolve(FACTS),
    );
    const others = Array.from({ length: 6 }, (_, i) => inspect(FILE, `${i}`, never));
    await expect(inspect(FILE, "bomb", never)).rejects.toMatchObject({
      code: "dataset/unreadable-image",
      details: { path: "bomb" },
    });
    await expect(Promise.all(others)).resolves.toHaveLength(6);
    await expect(inspect(FILE, "after", never)).resolves.toEqual(FACTS);
  });

  it("starts new workers after a release", async () => {
    const { inspect, started } = clientOf(vi.fn(() => Promise.resolve(FACTS)));
    await inspect(FILE, "a", never);
    client.release();
    await inspect(FILE, "b", never);
    expect(started()).toBe(2);
  });
});
