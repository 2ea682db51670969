/** A worker for one model of a hub. */

import { createHubModel } from "../models/hub-model-jobs.ts";
import type { HubModelProtocol } from "./hub-model-protocol.ts";
import { serve } from "./worker-link.ts";

serve<HubModelProtocol>(createHubModel());
