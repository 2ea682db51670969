/** The plain JavaScript backend: the last resort in a browser without WebAssembly, and what the tests run on. */

import { setBackend } from "@tensorflow/tfjs-core";
import "@tensorflow/tfjs-backend-cpu";

export async function openCpuBackend(): Promise<void> {
  if (!(await setBackend("cpu"))) throw new Error("the cpu backend did not start");
}
