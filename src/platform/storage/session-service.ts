/** What a reload and a second visit find again: the folder, the settings, and the points of every sweep. */

import type { SessionService } from "../../studio/services.ts";
import { folderOfHandle } from "./folder-intake.ts";
import type { FolderSource } from "./folder-source.ts";
import type { SessionMemory } from "./remembered-session.ts";
import type { SweepStore } from "./sweep-store.ts";

export interface FolderSessionService extends SessionService {
  /**
   * Opens the remembered folder again; call it from a click. Null when no handle was kept.
   * Rejects with dataset/permission-denied, or dataset/folder-changed when the folder is gone.
   */
  readonly reopen: () => Promise<FolderSource | null>;
}

/** @param currentHandle handle of the folder that is open now */
export function createSessionService(
  memory: SessionMemory,
  sweeps: SweepStore,
  currentHandle: () => FileSystemDirectoryHandle | null,
): FolderSessionService {
  return {
    remember: (session) =>
      memory.remember({ session, handle: session.hasHandle ? currentHandle() : null }),
    recall: async () => (await memory.recall())?.session ?? null,
    reopen: async () => {
      const handle = (await memory.recall())?.handle ?? null;
      return handle === null ? null : folderOfHandle(handle);
    },
    saveSweep: (record) => sweeps.write(record),
    loadSweep: (key) => sweeps.read(key),
  };
}
