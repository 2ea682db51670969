/** TensorFlow.js in Node, for the command line: its WebAssembly backend. The page never loads this file. */

import { env, setBackend } from "@tensorflow/tfjs";
import "@tensorflow/tfjs-backend-wasm";
import { StudioError } from "../../errors.ts";

/**
 * Starts the WebAssembly backend on one thread, as in the page; the package seeks its files beside itself.
 *
 * @throws StudioError platform/internal where it does not start
 */
export async function openNodeTensorFlow(): Promise<void> {
  env().set("WASM_HAS_MULTITHREAD_SUPPORT", false);
  if (await setBackend("wasm")) return;
  throw new StudioError("platform/internal", "TensorFlow.js could not start in Node.");
}
