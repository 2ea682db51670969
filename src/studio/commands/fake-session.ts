/** For tests only: what a visit keeps, and files, without a browser. */

import type { CaptionEdit } from "../../pipeline/captions/caption-edits.ts";
import { readCaptions } from "../../pipeline/captions/text-files/read-captions.ts";
import { writeCaptions } from "../../pipeline/captions/text-files/write-captions.ts";
import { withWork, workOn, type ImageWork } from "../../pipeline/dataset/image-work.ts";
import { labelsByImage, labelStepsOf, type LabelsOfImage } from "../../pipeline/dataset/relabel.ts";
import type { StudioError } from "../../errors.ts";
import type { Dataset, SweepRecord } from "../../pipeline/artifacts.ts";
import type { Services } from "../services.ts";
import type { RememberedSample, RememberedSession } from "../session-port.ts";

/** What a test sees and says of the visit. */
export interface FakeVisit {
  readonly sweeps: Map<string, SweepRecord>;
  remembered: RememberedSession | null;
  rememberedDataset: Dataset | null;
  rememberedSample: RememberedSample | null;
  saveFailure: StudioError | null;
  rememberFailure: StudioError | null;
  /** Runs before stored sweeps are read. */
  beforeLoadSweep: () => Promise<void>;
}

export function createFakeSession(fakes: () => FakeVisit): Services["session"] {
  const labels = new Map<string, readonly ImageWork<LabelsOfImage>[]>();
  const captionEdits = new Map<string, readonly ImageWork<CaptionEdit>[]>();
  return {
    rememberSample: (sample) => {
      fakes().rememberedSample = sample;
    },
    remember: (session, dataset) => {
      const { rememberFailure } = fakes();
      if (rememberFailure !== null) return Promise.reject(rememberFailure);
      fakes().remembered = session;
      fakes().rememberedDataset = dataset;
      return Promise.resolve();
    },
    recall: () => Promise.resolve(fakes().remembered),
    saveSweep: (record) => {
      const { saveFailure } = fakes();
      if (saveFailure !== null) return Promise.reject(saveFailure);
      fakes().sweeps.set(record.key, record);
      return Promise.resolve();
    },
    loadSweep: async (key) => {
      await fakes().beforeLoadSweep();
      return fakes().sweeps.get(key) ?? null;
    },
    saveLabels: (dataset, steps) => {
      const { saveFailure } = fakes();
      if (saveFailure !== null) return Promise.reject(saveFailure);
      const stored = labels.get(dataset.name) ?? [];
      labels.set(dataset.name, withWork(dataset, stored, labelsByImage(steps)));
      return Promise.resolve();
    },
    loadLabels: (dataset) =>
      Promise.resolve(labelStepsOf(workOn(dataset, labels.get(dataset.name) ?? []))),
    saveCaptionEdits: (dataset, edits) => {
      const { saveFailure } = fakes();
      if (saveFailure !== null) return Promise.reject(saveFailure);
      const stored = captionEdits.get(dataset.name) ?? [];
      captionEdits.set(dataset.name, withWork(dataset, stored, edits));
      return Promise.resolve();
    },
    loadCaptionEdits: (dataset) =>
      Promise.resolve(workOn(dataset, captionEdits.get(dataset.name) ?? [])),
  };
}

export function createFakeFeatureFiles(): Services["featureFiles"] {
  return {
    writeAdapter: ({ fingerprint }, datasetName) => {
      const bytes = new TextEncoder().encode(fingerprint);
      return Promise.resolve({ path: `${datasetName}.zip`, bytes });
    },
    writeCaptions: (name, rows, format) => Promise.resolve(writeCaptions(name, rows, format)),
    readCaptions: (file) => Promise.resolve(file).then(readCaptions),
    write: (_, format) => Promise.resolve({ path: `x.${format}`, bytes: new Uint8Array() }),
  };
}
