/** The work of the import worker, on whatever thread it runs. */

import { zipSync } from "fflate";
import { StudioError } from "../../errors.ts";
import { badFile } from "../../pipeline/captions/text-files/bad-file.ts";
import { readCaptions } from "../../pipeline/captions/text-files/read-captions.ts";
import type { CaptionFile, ReadCaptions } from "../../pipeline/captions/text-files/caption-row.ts";
import { captionsOfTable, NO_ROWS } from "../../pipeline/captions/text-files/caption-table.ts";
import { writeCaptions } from "../../pipeline/captions/text-files/write-captions.ts";
import { extensionOf, fileNameOf } from "../../pipeline/dataset/file-path.ts";
import { zipEntries } from "../../pipeline/dataset/zip-entries.ts";
import { exportFeatures } from "../../pipeline/embeddings/export-features.ts";
import { exportAdapter } from "../../pipeline/evaluation/adapter-export.ts";
import { readParquet } from "../../pipeline/embeddings/feature-files/read-parquet.ts";
import { importFeatures } from "../../pipeline/embeddings/import-features.ts";
import type { ImportFile } from "../../pipeline/embeddings/imported-features.ts";
import { fetchBytes } from "../models/fetch-bytes.ts";
import type { ImportProtocol, SourceBlob } from "./import-protocol.ts";

/** A throw inside a then-callback rejects, as `serve` and direct callers both expect. */
const later = Promise.resolve();

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
      const script = await scriptAt(url);
      const entries = exportAdapter(adapter).map(({ name, bytes }) => [name, bytes] as const);
      const stem = datasetName.toLowerCase().replace(/[^\p{L}\p{N}]+/gu, "-");
      return {
        path: `ganet-${stem}-adapter.zip`,
        bytes: zipSync({ ...Object.fromEntries(entries), [fileNameOf(url.pathname)]: script }),
      };
    },
    writeCaptions: (datasetName, rows, format) =>
      later.then(() => writeCaptions(datasetName, rows, format)),
    readCaptions: (file) => later.then(() => readCaptionFile(file)),
    unzip: async (archive) => {
      const { bytes } = await readFile(archive);
      return zipEntries(bytes, archive.path).map((entry) => ({
        path: entry.path,
        blob: new Blob([entry.bytes()]),
      }));
    },
  };
}

/** @throws StudioError platform/file-unavailable, as without a network before the page has kept it */
async function scriptAt(url: URL): Promise<Uint8Array<ArrayBuffer>> {
  try {
    return await fetchBytes(url, () => undefined);
  } catch (error) {
    const path = fileNameOf(url.pathname);
    const reason = error instanceof Error ? error.message : String(error);
    const text = `${path}, which goes out with every adapter, could not be fetched: ${reason}`;
    throw new StudioError("platform/file-unavailable", text, { path }, error);
  }
}

async function readFile({ path, blob }: SourceBlob): Promise<ImportFile> {
  return { path, bytes: new Uint8Array(await blob.arrayBuffer()) };
}

/** The reader of .parquet belongs to a later stage than captions do. */
function readCaptionFile(file: CaptionFile): ReadCaptions {
  if (extensionOf(file.path) !== "parquet") return readCaptions(file);
  const texts = textColumns(file);
  const [first] = texts;
  const read = captionsOfTable(
    texts.map(({ key }) => key),
    (first?.values ?? []).map((_, row) => texts.map(({ values }) => values[row] ?? null)),
  );
  if (read.rows.length === 0) throw badFile(file.path, read.problems[0] ?? NO_ROWS);
  return read;
}

function textColumns({ path, bytes }: CaptionFile): readonly {
  readonly key: string;
  readonly values: readonly string[];
}[] {
  try {
    return readParquet(bytes, path).columns.flatMap(({ key, cells }) =>
      cells.kind === "texts" ? [{ key, values: cells.values }] : [],
    );
  } catch (error) {
    if (!(error instanceof StudioError)) throw error;
    throw badFile(path, error.message);
  }
}
