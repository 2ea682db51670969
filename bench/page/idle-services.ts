/** Services of a page on which only the graph is alive: whatever else is asked for never comes, so that nothing else takes time. */

import { createGraphService } from "../../src/platform/workers/graph-client.ts";
import type { Services } from "../../src/studio/services.ts";

const NO_MODELS: Services["models"] = {
  describe: never,
  askHub: never,
  refreshed: never,
  readFolder: never,
  download: never,
  list: never,
  browserModel: never,
  remove: never,
  usage: never,
  clear: never,
  persist: never,
  hubAddress: () => "",
  setHubAddress: () => undefined,
};

export function idleServices(): Services {
  const info = { id: "bench", name: "bench", licence: "none", dimension: 64 };
  return {
    page: { takeUpdate: () => undefined },
    folder: { isOpen: () => false, readText: never, inspect: never },
    foundation: {
      captioner: { info, stored: nothing, caption: never },
      tagger: { info, stored: nothing, caption: never },
      imageEncoder: { info, stored: nothing, embed: never },
      textEncoder: { info, stored: nothing, wasCut: never, embed: never },
      concurrency: 1,
      choose: () => undefined,
      load: never,
      release: () => undefined,
    },
    models: NO_MODELS,
    graph: createGraphService(),
    training: {
      concurrency: () => 1,
      prepare: never,
      trainsSeedsTogether: () => false,
      trainRuns: never,
      trainParameters: never,
      trainAdapter: never,
      linearProbe: never,
    },
    study: {
      concurrency: () => 1,
      prepare: never,
      runMethod: never,
      runVariant: never,
      runSequence: never,
    },
    sample: { load: never, loadEmbeddings: never },
    session: idleSession(),
    ledger: {
      save: () => Promise.resolve(),
      list: never,
      load: nothing,
      findByKey: nothing,
      patch: () => Promise.resolve(),
      remove: () => Promise.resolve(),
      importJson: never,
      exportJson: never,
    },
    featureFiles: {
      write: never,
      writeAdapter: never,
      writeCaptions: never,
      readCaptions: never,
    },
    clock: () => performance.now(),
    now: () => new Date().toISOString(),
  };
}

/** Keeps nothing. */
function idleSession(): Services["session"] {
  return {
    rememberSample: () => undefined,
    remember: () => Promise.resolve(),
    recall: nothing,
    saveSweep: () => Promise.resolve(),
    loadSweep: nothing,
    saveLabels: () => Promise.resolve(),
    loadLabels: () => Promise.resolve([]),
    saveCaptionEdits: () => Promise.resolve(),
    loadCaptionEdits: () => Promise.resolve(new Map()),
  };
}

function never(): Promise<never> {
  return new Promise(() => undefined);
}

function nothing(): Promise<null> {
  return Promise.resolve(null);
}
