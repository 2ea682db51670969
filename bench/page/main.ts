/** The benchmark's page: an empty document whose functions Node calls by name. */

import { BENCH_FUNCTIONS, type BenchFunctions } from "./bench-functions.ts";

declare global {
  interface Window {
    bench: BenchFunctions;
  }
}

window.bench = BENCH_FUNCTIONS;
