/** A worker that compares images, ranks pairs and places nodes. */

import { graphJobs } from "./graph-jobs.ts";
import type { GraphProtocol } from "./graph-protocol.ts";
import { serve } from "./worker-link.ts";

serve<GraphProtocol>(graphJobs);
