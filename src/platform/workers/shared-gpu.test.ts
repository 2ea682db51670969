/** Parts of one worker: each sees a worker of its own, until one takes the whole along. */

import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { StudioError } from "../../errors.ts";
import { Cancelled } from "../../pipeline/artifacts.ts";
import type { GpuPart, GpuPartRequest, GpuWorkerNotice } from "./gpu-parts.ts";
import { createSharedGpu } from "./shared-gpu.ts";
import { link, serve, type Linked, type WorkerPart } from "./worker-link.ts";

interface Echo {
  say(text: string): Promise<string>;
  wait(): Promise<never>;
}

/** Workers on this thread, each with its parts by name, open and closed. */
interface FakeHost {
  readonly opened: GpuPart[];
  readonly closed: number[];
  terminated: boolean;
  fail: (message: string) => void;
  loseDevice: () => void;
}

let hosts: FakeHost[];
let startPart: (part: GpuPart) => WorkerPart;

function startHost(): Worker {
  const nothing = (): void => undefined;
  const host: FakeHost = {
    opened: [],
    closed: [],
    terminated: false,
    fail: nothing,
    loseDevice: nothing,
  };
  hosts.push(host);
  const worker = {
    postMessage: (request: GpuPartRequest) => {
      if (request.kind === "close") {
        host.closed.push(request.id);
        return;
      }
      host.opened.push(request.part);
      serve<Echo>(
        {
          say: (text) => Promise.resolve(`${request.part}: ${text}`),
          wait: () => new Promise(() => undefined),
        },
        request.port,
      );
    },
    terminate: () => {
      host.terminated = true;
    },
    onerror: null as ((event: { message: string }) => void) | null,
    onmessage: null as ((event: { data: GpuWorkerNotice }) => void) | null,
  };
  host.fail = (message) => worker.onerror?.({ message });
  host.loseDevice = () => worker.onmessage?.({ data: { deviceLost: "" } });
  return worker as unknown as Worker;
}

const open = (part: GpuPart): Linked<Echo> => link<Echo>(startPart(part), ["say", "wait"]);

const codeOf = (call: Promise<unknown>): Promise<string> =>
  call.then(
    () => "no error",
    (error: unknown) => {
      if (error instanceof Cancelled) return "cancelled";
      return error instanceof StudioError ? error.code : String(error);
    },
  );

beforeEach(() => {
  vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout"] });
  hosts = [];
  startPart = createSharedGpu(startHost);
});

afterEach(() => {
  vi.useRealTimers();
});

test("parts of one worker answer each for itself", async () => {
  const [hub, training] = [open("hub"), open("training")];
  await expect(hub.call.say("a")).resolves.toBe("hub: a");
  await expect(training.call.say("b")).resolves.toBe("training: b");
  expect(hosts).toHaveLength(1);
});

test("a part without a call in flight leaves alone, and the worker is told", async () => {
  const [hub, training] = [open("hub"), open("training")];
  await hub.call.say("a");
  hub.dispose();
  expect(hosts[0]).toMatchObject({ closed: [1], terminated: false });
  await expect(training.call.say("b")).resolves.toBe("training: b");
  await expect(open("embedded").call.say("c")).resolves.toBe("embedded: c");
  expect(hosts).toHaveLength(1);
});

test.each([
  ["with a call in flight", false],
  ["that is spoilt", true],
])(
  "a part %s takes the worker along: the others crash, the next starts another",
  async (_, spoilt) => {
    const [hub, training] = [open("hub"), open("training")];
    const crashed = codeOf(training.call.wait());
    const cancelled = spoilt ? Promise.resolve("cancelled") : codeOf(hub.call.wait());
    hub.dispose(spoilt);
    await expect(crashed).resolves.toBe("platform/worker-crashed");
    await expect(cancelled).resolves.toBe("cancelled");
    expect(hosts.map(({ terminated }) => terminated)).toEqual([true]);
    await expect(open("hub").call.say("again")).resolves.toBe("hub: again");
    // What belonged to the first worker has no say over the second.
    training.dispose(true);
    expect(hosts.map(({ terminated }) => terminated)).toEqual([true, false]);
  },
);

test("an error of the worker is one of every part", async () => {
  const waits = [open("hub"), open("training")].map(({ call }) => codeOf(call.wait()));
  hosts[0]?.fail("out of memory");
  await expect(Promise.all(waits)).resolves.toEqual([
    "platform/worker-crashed",
    "platform/worker-crashed",
  ]);
  expect(hosts[0]?.terminated).toBe(true);
});

test("a lost device ends every part by its own code, also one that only waits for work", async () => {
  const [hub, training] = [open("hub"), open("training")];
  const waits = codeOf(hub.call.wait());
  hosts[0]?.loseDevice();
  await expect(waits).resolves.toBe("platform/device-lost");
  await expect(codeOf(training.call.say("a"))).resolves.toBe("platform/device-lost");
  expect(hosts[0]?.terminated).toBe(true);
  await expect(open("training").call.say("b")).resolves.toBe("training: b");
});

test("it ends a minute after its last part has left, and not if another comes", () => {
  open("hub").dispose();
  vi.advanceTimersByTime(50_000);
  const training = open("training");
  vi.advanceTimersByTime(50_000);
  expect(hosts[0]?.terminated).toBe(false);
  training.dispose();
  vi.advanceTimersByTime(59_000);
  expect(hosts[0]?.terminated).toBe(false);
  vi.advanceTimersByTime(1_000);
  expect(hosts.map(({ terminated }) => terminated)).toEqual([true]);
  open("hub");
  expect(hosts).toHaveLength(2);
});
