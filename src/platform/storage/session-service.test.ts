import { describe, expect, it } from "vitest";
import type { Dataset } from "../../pipeline/artifacts.ts";
import type { RememberedSession } from "../../studio/session-port.ts";
import { createDatasetStore } from "./dataset-store.ts";
import { createLabelStore } from "./label-store.ts";
import { createMemoryDirectory } from "./origin-directory.ts";
import { createSessionMemory } from "./remembered-session.ts";
import { createCaptionEditStore } from "./caption-edit-store.ts";
import { createSessionService } from "./session-service.ts";
import { createSweepStore } from "./sweep-store.ts";

const session: RememberedSession = {
  folderName: "photos",
  hasHandle: true,
  imageCount: 0,
  filesKey: "files",
  layout: "class-folders",
  unfinished: true,
  settings: "{}",
};
const dataset: Dataset = {
  name: "photos",
  layout: "class-folders",
  classNames: [],
  examples: [],
  problems: [],
};

/** Node has no database, so the session lives in memory. */
function service() {
  const directory = createMemoryDirectory();
  const open = () => Promise.resolve(directory);
  const memory = createSessionMemory();
  const state: { handle: FileSystemDirectoryHandle | null } = { handle: null };
  const sessions = createSessionService(
    memory,
    createDatasetStore(open),
    createSweepStore(open),
    createLabelStore(open),
    createCaptionEditStore(open),
    () => state.handle,
  );
  return { sessions, memory, state };
}

const handle = { name: "photos" } as unknown as FileSystemDirectoryHandle;

describe("the session of the last visit", () => {
  it("comes back with its data set", async () => {
    const { sessions } = service();
    expect(await sessions.recallDataset()).toBeNull();
    await sessions.remember(session, dataset);
    expect(await sessions.recall()).toEqual(session);
    expect(await sessions.recallDataset()).toEqual(dataset);
    expect(await sessions.reopen()).toBeNull();
  });

  it("keeps the handle of the same files while they are out of reach, and no other", async () => {
    const { sessions, memory, state } = service();
    state.handle = handle;
    await sessions.remember(session, dataset);
    state.handle = null;
    await sessions.remember({ ...session, unfinished: false }, dataset);
    expect((await memory.recall())?.handle).toBe(handle);
    await sessions.remember({ ...session, filesKey: "other files" }, dataset);
    expect((await memory.recall())?.handle).toBeNull();
  });

  it("knows the settings of a folder that was open before the last one, and none of one that was not", async () => {
    const { sessions } = service();
    await sessions.remember(session, dataset);
    const other = { ...session, filesKey: "other files", settings: '{"splitSeed":7}' };
    await sessions.remember(other, dataset);
    expect(await sessions.recall()).toEqual(other);
    expect(await sessions.recallFolder("files")).toEqual(session);
    expect(await sessions.recallFolder("other files")).toEqual(other);
    expect(await sessions.recallFolder("last")).toBeNull();
  });

  it("gives no data set that was read under another layout", async () => {
    const { sessions, memory } = service();
    await sessions.remember(session, dataset);
    await memory.remember({ session: { ...session, layout: "unlabelled" }, handle: null });
    expect(await sessions.recallDataset()).toBeNull();
  });
});
