/**
 * Typed calls across a worker boundary. Arguments and results are structured-cloneable; two kinds of argument are special: a function
 * becomes a callback, and a CancelToken becomes a token on the other side that follows the caller's (the worker has to yield to its event
 * loop to see it turn). Errors cross by their code, cancellation as a result of its own, and no call is left waiting for a dead worker.
 */

import { fromWireError, StudioError, toWireError, type WireError } from "../../errors.ts";
import { Cancelled, type CancelToken } from "../../pipeline/artifacts.ts";
import { createCancelToken } from "../../pipeline/cancel-token.ts";

type WireArgument =
  | { readonly kind: "value"; readonly value: unknown }
  | { readonly kind: "callback" }
  | { readonly kind: "cancel-token" };

type WireRequest =
  | {
      readonly kind: "call";
      readonly id: number;
      readonly method: string;
      readonly args: readonly WireArgument[];
    }
  | { readonly kind: "cancel"; readonly id: number };

type WireReply =
  | {
      readonly kind: "callback";
      readonly id: number;
      readonly argument: number;
      readonly args: readonly unknown[];
    }
  | { readonly kind: "result"; readonly id: number; readonly value: unknown }
  | { readonly kind: "error"; readonly id: number; readonly error: WireError }
  | { readonly kind: "cancelled"; readonly id: number };

/** The part of a worker's global scope, or of a MessagePort, that `serve` needs. */
export interface ServedPort {
  onmessage: ((event: MessageEvent<WireRequest>) => void) | null;
  postMessage(message: unknown, options?: { transfer?: Transferable[] }): void;
}

/** A part of a worker that others use as well. It differs from a worker in how it ends. */
export interface WorkerPart {
  onmessage: ((event: MessageEvent) => void) | null;
  onmessageerror: ((event: MessageEvent) => void) | null;
  /** Its `error` is the StudioError that ended the part, where there was one; a worker's own event has none on this side. */
  onerror: ((event: Pick<ErrorEvent, "message" | "error">) => void) | null;
  readonly postMessage: (message: unknown, options?: StructuredSerializeOptions) => void;
  /** @param whole the worker is not to go on either: it is busy with a call that nobody waits for, or not to be trusted */
  readonly terminate: (whole: boolean) => void;
}

export type LinkedWorker = Worker | MessagePort | WorkerPart;

export interface Linked<P> {
  readonly call: P;
  /**
   * Ends the worker. Calls in flight, and later ones, reject with Cancelled.
   * @param spoilt of a worker that has other parts too: it is of no more use to them, and ends with all of them
   */
  readonly dispose: (spoilt?: boolean) => void;
}

const buffersToMove = new WeakMap<object, readonly Transferable[]>();

/** Marks a top-level argument or result whose buffers are moved instead of copied; the sender cannot use them afterwards. */
export function transfer<T extends object>(value: T, buffers: readonly Transferable[]): T {
  buffersToMove.set(value, buffers);
  return value;
}

function markedBuffers(values: readonly unknown[]): Transferable[] {
  return values.flatMap((value) =>
    typeof value === "object" && value !== null ? (buffersToMove.get(value) ?? []) : [],
  );
}

interface PendingCall {
  readonly args: readonly unknown[];
  readonly resolve: (value: unknown) => void;
  readonly reject: (reason: Error) => void;
}

/**
 * The caller's side.
 *
 * @param methods names of the protocol's methods
 * @throws (every call) StudioError with the code that the worker threw, platform/worker-crashed, or for a part what ended it; Cancelled
 */
export function link<P extends object>(
  worker: LinkedWorker,
  methods: readonly (keyof P & string)[],
): Linked<P> {
  const pending = new Map<number, PendingCall>();
  let closed: Error | null = null;
  let nextId = 1;

  const close = (reason: Error, spoilt = false): void => {
    if (closed !== null) return;
    closed = reason;
    // terminate() raises no event, so the calls in flight are ended here.
    if ("terminate" in worker) worker.terminate(spoilt || pending.size > 0);
    else worker.close();
    for (const call of [...pending.values()]) call.reject(reason);
  };

  const start = (method: string, args: readonly unknown[]): Promise<unknown> =>
    closed === null ? startCall(worker, pending, nextId++, method, args) : Promise.reject(closed);

  worker.onmessage = (event: MessageEvent<WireReply>) => {
    const reply = event.data;
    const call = pending.get(reply.id);
    if (call !== undefined) receive(reply, call);
  };
  worker.onmessageerror = () => {
    close(
      new StudioError("platform/worker-crashed", "A worker sent a message that cannot be read."),
    );
  };
  if ("onerror" in worker) {
    worker.onerror = ({ message, error }: Pick<ErrorEvent, "message" | "error">) => {
      const text = message || "A worker could not be started.";
      close(
        error instanceof StudioError ? error : new StudioError("platform/worker-crashed", text),
      );
    };
  }

  const call: object = Object.fromEntries(
    methods.map((method) => [method, (...args: readonly unknown[]) => start(method, args)]),
  );
  if (!hasMethods<P>(call, methods)) throw new TypeError("a method of the protocol has no name");
  return { call, dispose: (spoilt) => close(new Cancelled(), spoilt) };
}

function startCall(
  worker: LinkedWorker,
  pending: Map<number, PendingCall>,
  id: number,
  method: string,
  args: readonly unknown[],
): Promise<unknown> {
  const tokens = args.filter(isCancelToken);
  if (tokens.some((token) => token.cancelled)) return Promise.reject(new Cancelled());
  return new Promise((resolve, reject) => {
    const forget: (() => void)[] = [];
    const settle = (): void => {
      pending.delete(id);
      for (const stop of forget) stop();
    };
    const fail = (reason: Error): void => {
      settle();
      reject(reason);
    };
    const succeed = (value: unknown): void => {
      settle();
      resolve(value);
    };
    pending.set(id, { args, resolve: succeed, reject: fail });
    try {
      const request: WireRequest = { kind: "call", id, method, args: args.map(toWireArgument) };
      worker.postMessage(request, { transfer: markedBuffers(args) });
    } catch (error) {
      fail(fromWireError(toWireError(error)));
      return;
    }
    for (const token of tokens) {
      const stop = token.onCancel(() => {
        worker.postMessage({ kind: "cancel", id } satisfies WireRequest);
        // The caller is not kept waiting for the worker's next yield; its late reply is dropped.
        fail(new Cancelled());
      });
      forget.push(stop);
    }
  });
}

function receive(reply: WireReply, call: PendingCall): void {
  switch (reply.kind) {
    case "callback": {
      const callback = call.args[reply.argument];
      if (typeof callback === "function") Reflect.apply(callback, undefined, reply.args);
      break;
    }
    case "result":
      call.resolve(reply.value);
      break;
    case "error":
      call.reject(fromWireError(reply.error));
      break;
    case "cancelled":
      call.reject(new Cancelled());
      break;
  }
}

function toWireArgument(value: unknown): WireArgument {
  if (typeof value === "function") return { kind: "callback" };
  if (isCancelToken(value)) return { kind: "cancel-token" };
  return { kind: "value", value };
}

function isCancelToken(value: unknown): value is CancelToken {
  return (
    typeof value === "object" &&
    value !== null &&
    "onCancel" in value &&
    typeof value.onCancel === "function" &&
    "cancelled" in value
  );
}

function hasMethods<P extends object>(
  candidate: object,
  methods: readonly (keyof P & string)[],
): candidate is P {
  return methods.every((method) => method in candidate);
}

/**
 * The worker's side. Listens at once, so that no early message is lost: call it before the first `await` of the worker's module.
 *
 * @param port the worker's own global scope unless given
 */
export function serve<P extends object>(
  implementation: { readonly [Method in keyof P]: P[Method] },
  port: ServedPort = self,
): void {
  const running = new Map<number, () => void>();

  const run = async (request: WireRequest & { kind: "call" }): Promise<void> => {
    const { id } = request;
    const { token, cancel } = createCancelToken();
    running.set(id, cancel);
    const args = request.args.map((argument, index): unknown => {
      if (argument.kind === "cancel-token") return token;
      if (argument.kind === "value") return argument.value;
      return (...values: readonly unknown[]) => {
        const reply: WireReply = { kind: "callback", id, argument: index, args: values };
        port.postMessage(reply, { transfer: markedBuffers(values) });
      };
    });
    try {
      const method: unknown = Reflect.get(implementation, request.method);
      if (typeof method !== "function") throw new TypeError(`No method ${request.method}.`);
      const value: unknown = await Reflect.apply(method, implementation, args);
      const reply: WireReply = { kind: "result", id, value };
      port.postMessage(reply, { transfer: markedBuffers([value]) });
    } catch (error) {
      const reply: WireReply =
        error instanceof Cancelled
          ? { kind: "cancelled", id }
          : { kind: "error", id, error: toWireError(error) };
      port.postMessage(reply);
    } finally {
      running.delete(id);
    }
  };

  port.onmessage = ({ data: request }) => {
    if (request.kind === "cancel") running.get(request.id)?.();
    else void run(request);
  };
}
