/** A worker that trains one run at a time. */

import { createTrainingJobs } from "./training-jobs.ts";
import type { TrainingProtocol } from "./training-protocol.ts";
import { serve } from "./worker-link.ts";

serve<TrainingProtocol>(createTrainingJobs());
