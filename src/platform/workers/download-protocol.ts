/**
 * What the download worker does. It is the only part of the page that can talk to another host: the page's own content security policy
 * forbids it, and a worker has that of its file. It alone can write files in place, too. The caller ends it to cancel.
 */

import type { HubListing, ModelPlan } from "../../pipeline/models/hub-model.ts";
import type { ModelFacts } from "../../pipeline/models/model-plan.ts";
import type { DownloadProgress } from "../../studio/model-ports.ts";
import type { DownloadOrder } from "../models/download-files.ts";

export interface DownloadProtocol {
  /** Asks the hub for a model's files and config. Rejects with models/* codes. */
  ask(
    hub: string,
    id: string,
  ): Promise<{ readonly listing: HubListing; readonly facts: ModelFacts }>;
  /** Puts files of this computer in place. */
  copy(
    plan: ModelPlan,
    files: ReadonlyMap<string, Blob>,
    onProgress: (progress: DownloadProgress) => void,
  ): Promise<void>;
  download(order: DownloadOrder, onProgress: (progress: DownloadProgress) => void): Promise<void>;
}
