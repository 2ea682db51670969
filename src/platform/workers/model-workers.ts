/** Starts the workers of one frozen model and loads it in each: one on a GPU, one a core on wasm. */

import { Cancelled, type OnProgress } from "../../pipeline/artifacts.ts";
import { WASM_DEVICE, type InferenceDevice } from "../models/inference-device.ts";
import { link, type Linked, type LinkedWorker } from "./worker-link.ts";

/** What every model worker can be asked before it loads a model. */
export interface ModelProtocol {
  /** WebGPU where the worker gets a real adapter, else wasm. */
  chooseDevice(): Promise<InferenceDevice>;
}

export interface ModelWorkersOptions<P extends ModelProtocol> {
  /** Names of the protocol's methods. */
  readonly methods: readonly (keyof P & string)[];
  /** Null: as the worker chooses. */
  readonly forcedDevice?: InferenceDevice["device"] | null;
  /** Workers on wasm, one thread each. A GPU is shared by all workers, so there it is one. */
  readonly size: number;
  /** Jobs that a worker on a GPU takes at once, where it runs them in batches. */
  readonly jobsPerGpuWorker?: number;
  readonly startWorker: () => LinkedWorker;
  /** In place of that where the model is to run on a GPU that others use too; one that turns out to run on wasm does not stay there. */
  readonly startOnGpu?: (() => LinkedWorker) | undefined;
  /** Where it is known: workers whose memory grows without end are replaced. */
  readonly memoryBytes?: (worker: P) => Promise<number>;
  /**
   * @param startOther starts a further worker for what the load needs beside the first; it ends with the load's own workers if not before
   * @returns what the visitor should know beside the device's name
   */
  readonly loadModel: (
    worker: P,
    device: InferenceDevice["device"],
    onProgress: OnProgress,
    startOther: () => Linked<P>,
  ) => Promise<string | null>;
}

export interface ModelWorkers<P> {
  readonly links: readonly Linked<P>[];
  readonly device: InferenceDevice;
}

/**
 * Opens them; if one cannot load the model, all are ended. A model that fails on WebGPU is loaded on wasm instead, and the device says so.
 *
 * @returns the workers to come, and what ends those started so far: then the result rejects with Cancelled
 */
export function openModelWorkers<P extends ModelProtocol>(
  options: ModelWorkersOptions<P>,
  onProgress: OnProgress,
): { readonly result: Promise<ModelWorkers<P>>; readonly stop: () => void } {
  const links: Linked<P>[] = [];
  const others: Linked<P>[] = [];
  const stop = (spoilt = false): void => {
    for (const linked of [...links.splice(0), ...others.splice(0)]) linked.dispose(spoilt);
  };
  const startOther = (): Linked<P> => {
    if (links.length === 0) throw new Cancelled();
    const linked = link<P>(options.startWorker(), options.methods);
    others.push(linked);
    return linked;
  };
  const start = (startWorker = options.startWorker): P => {
    const linked = link<P>(startWorker(), options.methods);
    links.push(linked);
    return linked.call;
  };
  const loadOnWasm = async (started: readonly P[]): Promise<void> => {
    const missing = Array.from({ length: options.size - started.length }, () => start());
    await Promise.all(
      [...started, ...missing].map((worker, i) =>
        options.loadModel(worker, "wasm", i === 0 ? onProgress : () => undefined, startOther),
      ),
    );
  };
  const open = async (): Promise<InferenceDevice> => {
    const startOnGpu = options.forcedDevice === "wasm" ? undefined : options.startOnGpu;
    const first = start(startOnGpu);
    const chosen = forcedDevice(options.forcedDevice ?? null) ?? (await first.chooseDevice());
    if (chosen.device === "wasm") {
      if (startOnGpu !== undefined) stop();
      await loadOnWasm(startOnGpu === undefined ? [first] : []);
      return chosen;
    }
    try {
      const note = await options.loadModel(first, "webgpu", onProgress, startOther);
      return note === null ? chosen : { ...chosen, adapter: `${chosen.adapter}; ${note}` };
    } catch (error) {
      if (error instanceof Cancelled) throw error;
      stop(true); // a worker keeps its device, and its runtime cannot be trusted after a failure
      await loadOnWasm([]);
      const reason = error instanceof Error ? error.message : String(error);
      return { ...WASM_DEVICE, adapter: `${WASM_DEVICE.adapter}; WebGPU failed: ${reason}` };
    }
  };
  const result = open().then(
    (device) => ({ links: [...links], device }),
    (error: unknown) => {
      stop();
      throw error;
    },
  );
  return { result, stop: () => stop() };
}

function forcedDevice(device: InferenceDevice["device"] | null): InferenceDevice | null {
  if (device === null) return null;
  return device === "wasm" ? WASM_DEVICE : { device, adapter: "GPU, as chosen" };
}
