/** What a reload and a second visit find again: the folder, its data set, the settings, the points of every sweep, and the labels and texts of every folder. */

import type { Dataset } from "../../pipeline/artifacts.ts";
import { labelsByImage, labelStepsOf } from "../../pipeline/dataset/relabel.ts";
import type { RememberedSession, SessionService } from "../../studio/session-port.ts";
import type { CaptionEditStore } from "./caption-edit-store.ts";
import type { DatasetStore } from "./dataset-store.ts";
import { folderOfHandle } from "./folder-intake.ts";
import type { FolderSource } from "./folder-source.ts";
import type { LabelStore } from "./label-store.ts";
import type { SessionMemory } from "./remembered-session.ts";
import type { SweepStore } from "./sweep-store.ts";
import { rememberSample } from "./tab-memory.ts";

export interface FolderSessionService extends SessionService {
  /**
   * Opens the remembered folder again; call it from a click. Null when no handle was kept.
   * Rejects with dataset/permission-denied, or dataset/folder-changed when the folder is gone.
   */
  readonly reopen: () => Promise<FolderSource | null>;
  /** Layout and settings of the folder with these files, as they were when it was last open; null for one that never was. */
  readonly recallFolder: (filesKey: string) => Promise<RememberedSession | null>;
  /** The data set of the remembered folder as it was last read; null when it is not stored. */
  readonly recallDataset: () => Promise<Dataset | null>;
}

/** @param currentHandle handle of the folder that is open now; without one the handle kept for the same files stays */
export function createSessionService(
  memory: SessionMemory,
  datasets: DatasetStore,
  sweeps: SweepStore,
  labels: LabelStore,
  captionEdits: CaptionEditStore,
  currentHandle: () => FileSystemDirectoryHandle | null,
): FolderSessionService {
  return {
    rememberSample,
    remember: async (session, dataset) => {
      // Before anything is waited for, in which another folder may be opened.
      const current = currentHandle();
      const before = await memory.recall();
      const kept = before?.session.filesKey === session.filesKey ? before.handle : null;
      const handle = session.hasHandle ? (current ?? kept) : null;
      await memory.remember({ session, handle });
      await datasets.write(session.filesKey, dataset);
    },
    recall: async () => (await memory.recall())?.session ?? null,
    recallFolder: memory.recallFolder,
    reopen: async () => {
      const handle = (await memory.recall())?.handle ?? null;
      return handle === null ? null : folderOfHandle(handle);
    },
    recallDataset: async () => {
      const session = (await memory.recall())?.session;
      if (session === undefined) return null;
      const dataset = await datasets.read(session.filesKey);
      return dataset !== null && dataset.layout === session.layout ? dataset : null;
    },
    saveSweep: (record) => sweeps.write(record),
    loadSweep: (key) => sweeps.read(key),
    saveLabels: (dataset, steps) => labels.write(dataset, labelsByImage(steps)),
    loadLabels: async (dataset) => labelStepsOf(await labels.read(dataset)),
    saveCaptionEdits: (dataset, edits) => captionEdits.write(dataset, edits),
    loadCaptionEdits: (dataset) => captionEdits.read(dataset),
  };
}
