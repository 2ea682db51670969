/** A worker for one frozen model. */

import { createFoundation } from "../models/foundation.ts";
import type { FoundationProtocol } from "./foundation-protocol.ts";
import { serve } from "./worker-link.ts";

serve<FoundationProtocol>(createFoundation());
