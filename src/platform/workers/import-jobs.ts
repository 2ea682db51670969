/** The work of the import worker, on whatever thread it runs. */

import { zipSync } from "fflate";
import { fileNameOf } from "../../pipeline/dataset/file-path.ts";
import { zipEntries } from "../../pipeline/dataset/zip-entries.ts";
import { exportFeatures } from "../../pipeline/embeddings/export-features.ts";
import { exportAdapter } from "../../pipeline/evaluation/adapter-export.ts";
import { importFeatures } from "../../pipeline/embeddings/import-features.ts";
import type { ImportFile } from "../../pipeline/embeddings/imported-features.ts";
import { fetchBytes } from "../models/fetch-bytes.ts";
import type { ImportProtocol, SourceBlob } from "./import-protocol.ts";

export function createImportJobs(): ImportProtocol {
  let opened: readonly ImportFile[] = [];
  return {
    open: async (files, choices) => {
      opened = await Promise.all(files.map(readFile));
      return importFeatures(opened, choices);
    },
    choose: (choices) => importFeatures(opened, choices),
    write: async (features, format) => {
      const files = exportFeatures(features, format);
      const [first] = files;
      if (first === undefined) throw new RangeError(`no file of ${format}`);
      if (files.length === 1) return Promise.resolve(first);
      const entries = Object.fromEntries(files.map(({ path, bytes }) => [path, bytes]));
      const [stem] = first.path.split(".");
      return { path: `${stem ?? "features"}-${format}.zip`, bytes: zipSync(entries, { level: 0 }) };
    },
    writeAdapter: async (adapter, datasetName, scriptUrl) => {
      const url = new URL(scriptUrl);
      const script = await fetchBytes(url, () => undefined);
      const entries = exportAdapter(adapter).map(({ name, bytes }) => [name, bytes] as const);
      const stem = datasetName.toLowerCase().replace(/[^\p{L}\p{N}]+/gu, "-");
      return {
        path: `ganet-${stem}-adapter.zip`,
        bytes: zipSync({ ...Object.fromEntries(entries), [fileNameOf(url.pathname)]: script }),
      };
    },
    unzip: async (archive) => {
      const { bytes } = await readFile(archive);
      return zipEntries(bytes, archive.path).map((entry) => ({
        path: entry.path,
        blob: new Blob([entry.bytes()]),
      }));
    },
  };
}

async function readFile({ path, blob }: SourceBlob): Promise<ImportFile> {
  return { path, bytes: new Uint8Array(await blob.arrayBuffer()) };
}
