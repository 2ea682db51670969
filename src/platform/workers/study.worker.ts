/** A worker that runs studies. */

import { createStudyJobs } from "./study-jobs.ts";
import type { StudyProtocol } from "./study-protocol.ts";
import { serve } from "./worker-link.ts";

serve<StudyProtocol>(createStudyJobs());
