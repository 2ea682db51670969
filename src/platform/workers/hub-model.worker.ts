/** A worker for one model of a hub. */

import { createHubModel } from "../models/hub-model-jobs.ts";
import { watchWasmMemory } from "../models/wasm-memory.ts";
import type { HubModelProtocol } from "./hub-model-protocol.ts";
import { serve } from "./worker-link.ts";

watchWasmMemory();
serve<HubModelProtocol>(createHubModel());
