/** The port for what a later visit finds again. */

import type { Dataset, FolderLayout, SweepRecord } from "../pipeline/artifacts.ts";
import type { CaptionEdits } from "../pipeline/captions/caption-edits.ts";
import type { LabelStep } from "../pipeline/dataset/relabel.ts";

/** "noto" opens first; the drawings in three styles are domains; the synthetic features have no pictures. */
export const SAMPLES = ["noto", "emoji-styles", "synthetic"] as const;
export type SampleName = (typeof SAMPLES)[number];

export interface RememberedSession {
  readonly folderName: string;
  readonly hasHandle: boolean;
  readonly imageCount: number;
  /** Fingerprint of the paths and sizes, so that another folder of the same name is not taken for this one. */
  readonly filesKey: string;
  readonly layout: FolderLayout | null;
  readonly unfinished: boolean;
  /** JSON of the settings, see commands/settings-text.ts. */
  readonly settings: string;
}

/** Of a sample that is open in this tab. */
export interface RememberedSample {
  readonly name: SampleName;
  /** As those of a session. */
  readonly settings: string;
}

export interface SessionService {
  /** @param sample null when something else is open */
  readonly rememberSample: (sample: RememberedSample | null) => void;
  /** The data set is written only when it is another one than last time. */
  readonly remember: (session: RememberedSession, dataset: Dataset) => Promise<void>;
  readonly recall: () => Promise<RememberedSession | null>;
  readonly saveSweep: (record: SweepRecord) => Promise<void>;
  readonly loadSweep: (key: string) => Promise<SweepRecord | null>;
  /** Image by image, so that they outlive changes of the folder. Rejects with storage/quota-exceeded or storage/unavailable. */
  readonly saveLabels: (dataset: Dataset, steps: readonly LabelStep[]) => Promise<void>;
  readonly loadLabels: (dataset: Dataset) => Promise<readonly LabelStep[]>;
  /** As the labels are kept. */
  readonly saveCaptionEdits: (dataset: Dataset, edits: CaptionEdits) => Promise<void>;
  readonly loadCaptionEdits: (dataset: Dataset) => Promise<CaptionEdits>;
}
