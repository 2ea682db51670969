import { afterEach, describe, expect, it, vi } from "vitest";
import { StudioError } from "../../errors.ts";
import { Cancelled, type CancelToken } from "../../pipeline/artifacts.ts";
import { createCancelToken } from "../../pipeline/cancel-token.ts";
import { link, serve, transfer, type Linked } from "./worker-link.ts";

interface CounterProtocol {
  add(a: number, b: number): Promise<number>;
  count(to: number, onStep: (step: number) => void): Promise<string>;
  fail(message: string): Promise<void>;
  refuse(path: string): Promise<void>;
  double(values: Float32Array): Promise<Float32Array>;
  spin(onTurn: (turn: number) => void, cancel: CancelToken): Promise<number>;
  wait(): Promise<void>;
  uncloneable(): Promise<unknown>;
}

const METHODS = [
  "add",
  "count",
  "fail",
  "refuse",
  "double",
  "spin",
  "wait",
  "uncloneable",
] as const satisfies readonly (keyof CounterProtocol)[];

const nextTurn = (): Promise<void> => new Promise((resolve) => setTimeout(resolve, 0));

let spinning = 0;

const counter: CounterProtocol = {
  add: (a, b) => Promise.resolve(a + b),
  count: (to, onStep) => {
    for (let step = 1; step <= to; step++) onStep(step);
    return Promise.resolve("counted");
  },
  fail: (message) => Promise.reject(new TypeError(message)),
  refuse: (path) =>
    Promise.reject(new StudioError("dataset/empty-file", "The file is empty.", { path })),
  double: (values) => {
    const doubled = values.map((value) => 2 * value);
    return Promise.resolve(transfer(doubled, [doubled.buffer]));
  },
  spin: async (onTurn, cancel) => {
    spinning++;
    try {
      for (let turn = 0; ; turn++) {
        if (cancel.cancelled) throw new Cancelled();
        onTurn(turn);
        await nextTurn();
      }
    } finally {
      spinning--;
    }
  },
  wait: () => new Promise(() => undefined),
  uncloneable: () => Promise.resolve(() => undefined),
};

let open: Linked<CounterProtocol>[] = [];

function linked(): Linked<CounterProtocol> {
  const { port1, port2 } = new MessageChannel();
  serve<CounterProtocol>(counter, port2);
  const linkToCounter = link<CounterProtocol>(port1, METHODS);
  open.push(linkToCounter);
  return linkToCounter;
}

afterEach(() => {
  for (const one of open) one.dispose();
  open = [];
});

/** A worker that never answers, whose events the test raises. */
class SilentWorker {
  onmessage: ((event: MessageEvent) => void) | null = null;
  onmessageerror: (() => void) | null = null;
  onerror: ((event: { message: string }) => void) | null = null;
  readonly terminate = vi.fn();
  readonly postMessage = vi.fn();
}

describe("a call", () => {
  it("answers with the method's result, each call with its own", async () => {
    const { call } = linked();
    await expect(Promise.all([call.add(1, 2), call.add(30, 4)])).resolves.toEqual([3, 34]);
  });

  it("runs callbacks in order and before the result", async () => {
    const { call } = linked();
    const events: (number | string)[] = [];
    events.push(await call.count(3, (step) => events.push(step)));
    expect(events).toEqual([1, 2, 3, "counted"]);
  });

  it("rejects with the StudioError of the worker, code and details kept", async () => {
    const refused = linked().call.refuse("a<b>.png");
    await expect(refused).rejects.toBeInstanceOf(StudioError);
    await expect(refused).rejects.toMatchObject({
      code: "dataset/empty-file",
      details: { path: "a<b>.png" },
    });
  });

  it("turns an unexpected throw into platform/internal with its text", async () => {
    await expect(linked().call.fail("no such row")).rejects.toMatchObject({
      code: "platform/internal",
      message: "no such row",
    });
  });

  it("rejects when a result or an argument cannot be cloned", async () => {
    const { call } = linked();
    await expect(call.uncloneable()).rejects.toMatchObject({ code: "platform/internal" });
    const nested = { inner: () => 1 } as unknown as Float32Array;
    await expect(call.double(nested)).rejects.toMatchObject({ code: "platform/internal" });
    await expect(call.add(1, 1)).resolves.toBe(2);
  });

  it("moves the buffers that transfer() names and copies all others", async () => {
    const { call } = linked();
    const copied = new Float32Array([1, 2]);
    await expect(call.double(copied)).resolves.toEqual(new Float32Array([2, 4]));
    expect(copied).toHaveLength(2);
    const moved = new Float32Array([3]);
    await expect(call.double(transfer(moved, [moved.buffer]))).resolves.toEqual(
      new Float32Array([6]),
    );
    expect(moved).toHaveLength(0);
  });
});

describe("cancelling", () => {
  it("rejects the caller with Cancelled and stops the worker's loop", async () => {
    const { call } = linked();
    const { token, cancel } = createCancelToken();
    let turns = 0;
    const spin = call.spin((turn) => {
      turns = turn;
      if (turn === 3) cancel();
    }, token);
    await expect(spin).rejects.toBeInstanceOf(Cancelled);
    await vi.waitFor(() => {
      expect(spinning).toBe(0);
    });
    expect(turns).toBe(3);
    await expect(call.add(2, 2)).resolves.toBe(4);
  });

  it("does not start a call whose token is cancelled already", async () => {
    const { call } = linked();
    const { token, cancel } = createCancelToken();
    cancel();
    const onTurn = vi.fn();
    await expect(call.spin(onTurn, token)).rejects.toBeInstanceOf(Cancelled);
    await nextTurn();
    expect(onTurn).not.toHaveBeenCalled();
  });
});

describe("a worker that dies", () => {
  it("rejects every call in flight with platform/worker-crashed, and later ones", async () => {
    const worker = new SilentWorker();
    const { call } = link<CounterProtocol>(worker, METHODS);
    const calls = [call.add(1, 2), call.wait()];
    worker.onerror?.({ message: "out of memory" });
    for (const pending of [...calls, call.add(5, 6)]) {
      await expect(pending).rejects.toMatchObject({
        code: "platform/worker-crashed",
        message: "out of memory",
      });
    }
    expect(worker.terminate).toHaveBeenCalledOnce();
  });

  it("rejects on a message that cannot be read", async () => {
    const worker = new SilentWorker();
    const { call } = link<CounterProtocol>(worker, METHODS);
    const waiting = call.wait();
    worker.onmessageerror?.();
    await expect(waiting).rejects.toMatchObject({ code: "platform/worker-crashed" });
  });

  it("rejects with Cancelled when it was disposed", async () => {
    const worker = new SilentWorker();
    const { call, dispose } = link<CounterProtocol>(worker, METHODS);
    const waiting = call.wait();
    dispose();
    await expect(waiting).rejects.toBeInstanceOf(Cancelled);
    await expect(call.wait()).rejects.toBeInstanceOf(Cancelled);
    expect(worker.terminate).toHaveBeenCalledOnce();
  });

  it("drops a late reply to a call that is over", async () => {
    const worker = new SilentWorker();
    const { call } = link<CounterProtocol>(worker, METHODS);
    const { token, cancel } = createCancelToken();
    const onTurn = vi.fn();
    const spin = call.spin(onTurn, token);
    cancel();
    await expect(spin).rejects.toBeInstanceOf(Cancelled);
    expect(worker.postMessage).toHaveBeenLastCalledWith({ kind: "cancel", id: 1 });
    worker.onmessage?.({
      data: { kind: "callback", id: 1, argument: 0, args: [9] },
    } as MessageEvent);
    worker.onmessage?.({ data: { kind: "result", id: 1, value: 9 } } as MessageEvent);
    expect(onTurn).not.toHaveBeenCalled();
  });
});
