/** A worker that reads and writes feature files. */

import { createImportJobs } from "./import-jobs.ts";
import type { ImportProtocol } from "./import-protocol.ts";
import { serve } from "./worker-link.ts";

serve<ImportProtocol>(createImportJobs());
