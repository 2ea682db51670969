/** What the import worker does: unpacks archives, reads feature files once and joins them as often as the visitor changes a role, writes them out. */

import type {
  CaptionFile,
  ExportedCaption,
  ReadCaptions,
  TextFormat,
} from "../../pipeline/captions/text-files/caption-row.ts";
import type { ExportFormat } from "../../pipeline/embeddings/export-formats.ts";
import type { TrainedAdapter } from "../../pipeline/evaluation/trained-adapter.ts";
import type { ExportedFeatures } from "../../pipeline/embeddings/feature-files/feature-table.ts";
import type {
  ImportChoices,
  ImportFile,
  ImportSheet,
} from "../../pipeline/embeddings/imported-features.ts";

export interface ImportProtocol {
  /** Reads the files and keeps their bytes for `choose`. */
  open(files: readonly SourceBlob[], choices: ImportChoices): Promise<ImportSheet>;
  /** The files opened last, with other choices. */
  choose(choices: ImportChoices): Promise<ImportSheet>;
  /** One file: several of a format are packed into a .zip. */
  write(features: ExportedFeatures, format: ExportFormat): Promise<ImportFile>;
  /** A .zip named after the data set, with the Python file that lies at `scriptUrl`. */
  writeAdapter(
    adapter: TrainedAdapter,
    datasetName: string,
    scriptUrl: string,
  ): Promise<ImportFile>;
  writeCaptions(
    datasetName: string,
    rows: readonly ExportedCaption[],
    format: TextFormat,
  ): Promise<CaptionFile>;
  /** Rejects with captions/bad-file. */
  readCaptions(file: CaptionFile): Promise<ReadCaptions>;
  /** Rejects with embeddings/unreadable-file that names the entry at fault. */
  unzip(archive: SourceBlob): Promise<readonly SourceBlob[]>;
}

export interface SourceBlob {
  readonly path: string;
  readonly blob: Blob;
}
