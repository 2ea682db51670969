/** One ONNX Runtime session of a model folder, opened through transformers.js from this origin's own files and run one call at a time. */

import {
  AutoModel,
  env,
  LogLevel,
  type PreTrainedModel,
  type ProgressInfo,
  type Tensor,
} from "@huggingface/transformers";
import type { InferenceSession } from "onnxruntime-web/webgpu";
import asyncifyLoader from "onnxruntime-web/ort-wasm-simd-threaded.asyncify.mjs?url";
import asyncifyWasm from "onnxruntime-web/ort-wasm-simd-threaded.asyncify.wasm?url";
import wasmOnlyLoader from "onnxruntime-web/ort-wasm-simd-threaded.mjs?url";
import wasmOnlyWasm from "onnxruntime-web/ort-wasm-simd-threaded.wasm?url";
import { modelsPathname } from "./embedded-models.ts";
import type { InferenceDevice } from "./inference-device.ts";
import { createTurns } from "./turns.ts";

/** Bytes of a model folder's files. */
export type OnBytes = (loaded: number, total: number) => void;

export interface OnnxSession {
  /**
   * Runs the graph on named inputs.
   * @returns named float32 outputs, copied out of the runtime
   */
  readonly run: (
    inputs: Readonly<Record<string, Tensor>>,
  ) => Promise<Map<string, Float32Array<ArrayBuffer>>>;
  /** Frees the model, in a worker that goes on without it. */
  readonly dispose: () => Promise<void>;
}

/** A GPU device that other parts of this thread use as well; null where ONNX Runtime opens one of its own. */
export type SharedGpu = (() => Promise<GPUDevice>) | null;

/** The runtime's calls, and the opening of sessions: in turn, since it cannot take two at once, whatever model they are of. */
export const inRuntimeTurn = createTurns();

/** Loads: they point the library, which is one for the thread, at their model's files. */
export const inLoadTurn = createTurns();

const libraryFetch = env.fetch;

/**
 * Points transformers.js at this origin. To be called before a load, in its turn; one kind of device for the life of the worker.
 */
export function configureRuntime(baseUrl: string, device: InferenceDevice["device"]): void {
  env.fetch = libraryFetch;
  env.allowRemoteModels = false;
  env.allowLocalModels = true;
  env.localModelPath = modelsPathname(baseUrl);
  configureWasm(device);
}

/**
 * Both wasm files are named, because ONNX Runtime would otherwise fetch them from a CDN, or hang with more than one thread.
 */
export function configureWasm(device: InferenceDevice["device"]): void {
  // The Cache API would keep model files by address, stale after an update; HTTP caching or our own store does the job.
  env.useBrowserCache = false;
  env.useWasmCache = false;
  env.logLevel = LogLevel.ERROR;
  const { wasm } = env.backends.onnx;
  if (wasm === undefined) throw new TypeError("transformers.js came without ONNX Runtime's wasm");
  // The build without WebGPU is half the size and starts sooner.
  const [mjs, binary] =
    device === "webgpu" ? [asyncifyLoader, asyncifyWasm] : [wasmOnlyLoader, wasmOnlyWasm];
  wasm.wasmPaths = {
    mjs: new URL(mjs, self.location.href).href,
    wasm: new URL(binary, self.location.href).href,
  };
  // One thread a worker and one worker a core use the processor best, and need no shared memory.
  wasm.numThreads = 1;
}

/** @param folder name below the models folder, with config.json and onnx/model.onnx */
export async function openOnnxSession(
  folder: string,
  device: InferenceDevice["device"],
  sharedGpu: SharedGpu,
  onBytes: OnBytes,
): Promise<OnnxSession> {
  const options = await sessionOptions(device, sharedGpu);
  const model = await inRuntimeTurn(() =>
    AutoModel.from_pretrained(folder, {
      device,
      dtype: "fp32",
      progress_callback: bytesOfFiles(onBytes),
      session_options: options,
    }),
  );
  return sessionOf(folder, model);
}

/** Hands ONNX Runtime the shared device. A device of the library's settings it would ignore (onnxruntime #26107). */
export async function sessionOptions(
  device: InferenceDevice["device"],
  sharedGpu: SharedGpu,
): Promise<InferenceSession.SessionOptions> {
  if (device !== "webgpu" || sharedGpu === null) return {};
  return { executionProviders: [{ name: "webgpu", device: await sharedGpu() }] };
}

/** @throws TypeError where the library gave no session */
export function sessionOf(name: string, model: PreTrainedModel): OnnxSession {
  const session: unknown = model.sessions["model"];
  if (!isSession(session)) throw new TypeError(`${name} has no ONNX session`);
  return {
    run: (inputs) => inRuntimeTurn(() => runSession(session, inputs)),
    dispose: () => disposeModel(model),
  };
}

/** After the calls that are on their way. */
export async function disposeModel(model: PreTrainedModel): Promise<void> {
  await inRuntimeTurn(() => model.dispose());
}

/**
 * Calls the session itself: the library chains its own calls and never resets the chain, so after one failure every later one would fail
 * with the old error.
 */
async function runSession(
  session: InferenceSession,
  inputs: Readonly<Record<string, Tensor>>,
): Promise<Map<string, Float32Array<ArrayBuffer>>> {
  const feeds = Object.fromEntries(
    Object.entries(inputs)
      // Some conversions have no attention mask.
      .filter(([name]) => session.inputNames.includes(name))
      .map(([name, tensor]) => [name, tensor.ort_tensor]),
  );
  const outputs = await session.run(feeds);
  const copies = new Map<string, Float32Array<ArrayBuffer>>();
  for (const [name, tensor] of Object.entries(outputs)) {
    const values = await tensor.getData();
    if (!(values instanceof Float32Array)) throw new TypeError(`Output ${name} is not float32`);
    copies.set(name, new Float32Array(values));
    tensor.dispose();
  }
  return copies;
}

/**
 * ONNX Runtime's calls never settle once its device is lost, so the loss is reported as an error that nobody catches: that ends this worker
 * for its page, which starts another. To be called after the first session was made on a device of the runtime's own.
 */
export async function endWithDevice(): Promise<void> {
  const device: unknown = await env.backends.onnx.webgpu?.device;
  if (!(device instanceof GPUDevice)) return;
  const { message } = await device.lost;
  reportError(new Error(`The GPU device was lost. ${message}`));
}

function bytesOfFiles(onBytes: OnBytes): (info: ProgressInfo) => void {
  const files = new Map<string, { readonly loaded: number; readonly total: number }>();
  return (info) => {
    if (info.status !== "progress") return;
    files.set(info.file, { loaded: info.loaded, total: info.total });
    const sizes = [...files.values()];
    onBytes(
      sizes.reduce((sum, { loaded }) => sum + loaded, 0),
      sizes.reduce((sum, { total }) => sum + total, 0),
    );
  };
}

function isSession(value: unknown): value is InferenceSession {
  return (
    typeof value === "object" && value !== null && "run" in value && typeof value.run === "function"
  );
}
