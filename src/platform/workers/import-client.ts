/** Feature files off the page's thread. */

import type { FeatureFileService, FeatureSource } from "../../studio/services.ts";
import type { ImportProtocol, SourceBlob } from "./import-protocol.ts";
import { link, type Linked } from "./worker-link.ts";

const METHODS: readonly (keyof ImportProtocol)[] = [
  "open",
  "choose",
  "write",
  "writeAdapter",
  "writeCaptions",
  "readCaptions",
  "unzip",
];

/** Lies beside the page and goes out with every adapter. */
const SCRIPT = "predict.py";

export interface ImportClient extends FeatureFileService {
  /** The worker reads the files at the first `read` and keeps them until `close`. */
  readonly source: (name: string, files: readonly SourceBlob[]) => FeatureSource;
  readonly unzip: (archive: SourceBlob) => Promise<readonly SourceBlob[]>;
}

/**
 * Every source has a worker of its own, which a cancellation ends: reading does not look up.
 *
 * @param baseUrl absolute address of the page
 */
export function createImportClient(
  baseUrl: string,
  startWorker: () => Worker | MessagePort = startImportWorker,
): ImportClient {
  const once = async <Result>(job: (call: ImportProtocol) => Promise<Result>): Promise<Result> => {
    const worker = link<ImportProtocol>(startWorker(), METHODS);
    try {
      return await job(worker.call);
    } finally {
      worker.dispose();
    }
  };
  return {
    source: (name, files) => {
      let worker: Linked<ImportProtocol> | null = null;
      const close = (): void => {
        worker?.dispose();
        worker = null;
      };
      return {
        name,
        close,
        read: async (choices, cancel) => {
          const forget = cancel.onCancel(close);
          try {
            if (worker !== null) return await worker.call.choose(choices);
            worker = link<ImportProtocol>(startWorker(), METHODS);
            return await worker.call.open(files, choices);
          } finally {
            forget();
          }
        },
      };
    },
    write: (features, format) => once((call) => call.write(features, format)),
    writeAdapter: (adapter, datasetName) =>
      once((call) => call.writeAdapter(adapter, datasetName, new URL(SCRIPT, baseUrl).href)),
    writeCaptions: (datasetName, rows, format) =>
      once((call) => call.writeCaptions(datasetName, rows, format)),
    readCaptions: (file) => once((call) => call.readCaptions(file)),
    unzip: (archive) => once((call) => call.unzip(archive)),
  };
}

function startImportWorker(): Worker {
  return new Worker(new URL("./import.worker.ts", import.meta.url), { type: "module" });
}
