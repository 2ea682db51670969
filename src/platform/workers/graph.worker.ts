/** A worker that fuses features, compares images, ranks pairs and places nodes. */

import type { MatrixKernels } from "../../numeric/matrix-kernels.ts";
import { openMatrixKernels } from "../device/simd-module.ts";
import { createGpuCollector } from "./gpu-collector.ts";
import { createGraphJobs } from "./graph-jobs.ts";
import type { GraphProtocol } from "./graph-protocol.ts";
import { serve } from "./worker-link.ts";

let kernels: Promise<MatrixKernels> | null = null;

serve<GraphProtocol>(
  createGraphJobs({
    openKernels: () => (kernels ??= openMatrixKernels()),
    collectOnGpu: createGpuCollector(),
  }),
);
