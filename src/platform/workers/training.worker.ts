/** A worker that trains the runs of one threshold at a time. */

import { inTurn } from "./in-turn.ts";
import { createTrainingJobs } from "./training-jobs.ts";
import type { TrainingProtocol } from "./training-protocol.ts";
import { serve } from "./worker-link.ts";

serve<TrainingProtocol>(inTurn(createTrainingJobs()));
