/** For tests only: services without a browser. The graph is the real pipeline's, encoders and trainer are stand-ins. */

import { StudioError } from "../../errors.ts";
import { createRandom } from "../../numeric/random.ts";
import { referenceKernels } from "../../numeric/reference-kernels.ts";
import {
  Cancelled,
  type Caption,
  type Dataset,
  type EmbeddingMatrix,
  type Embeddings,
  type SweepRecord,
} from "../../pipeline/artifacts.ts";
import { fuseFeatures } from "../../pipeline/embeddings/fused-features.ts";
import type { SweepProblem } from "../../pipeline/evaluation/seed-run.ts";
import { previewTable } from "../../pipeline/evaluation/training-free-preview.ts";
import { nearDuplicates } from "../../pipeline/graph/near-duplicates.ts";
import { pairPrefixes } from "../../pipeline/graph/pair-prefixes.ts";
import { rankTriangle } from "../../pipeline/graph/ranked-pairs.ts";
import { smoothingTable } from "../../pipeline/graph/smoothing.ts";
import { thresholdGrid } from "../../pipeline/graph/threshold-grid.ts";
import { atOnce } from "../../pipeline/with-progress.ts";
import type { LedgerRecord } from "../ledger-record.ts";
import { createFakeStudy } from "./fake-study.ts";
import { createFakeTraining, rankFeatures } from "./fake-training.ts";
import type { LoadedSample, OpenedFolder, RememberedSession, Services } from "../services.ts";
import { createFakeLedger } from "./fake-ledger.ts";

const DIMENSION = 6;

export interface Fakes {
  readonly services: Services;
  readonly captioned: string[];
  readonly trained: string[];
  /** "3 0.5": seed and τ of each adapter that was asked for whole. */
  readonly adapters: string[];
  readonly sweeps: Map<string, SweepRecord>;
  /** By id, in the order of saving. */
  readonly ledger: Map<string, LedgerRecord>;
  /** "fuse" and "rank", in order. */
  readonly graphCalls: string[];
  /** Every call of the trainer that began. */
  readonly calls: { runSeeds: readonly number[]; threshold: number; urgent: boolean }[];
  remembered: RememberedSession | null;
  rememberedDataset: Dataset | null;
  /** What the last trained run was made from. */
  prepared: SweepProblem | null;
  saveFailure: StudioError | null;
  rememberFailure: StudioError | null;
  /** Runs before stored sweeps are read. */
  beforeLoadSweep: () => Promise<void>;
  beforeFusing: () => Promise<void>;
  /** Changes what the image encoder gives. */
  encoderSalt: string;
  trainers: number;
  /** What `prepare` says the workers compute on; "webgpu" trains seeds together. */
  backend: string;
  prepares: number;
  /** Runs before each training; a test may cancel, wait or fail here. */
  beforeTraining: (urgent: boolean) => Promise<void>;
  beforeCaption: (path: string) => Promise<void>;
  /** False when only what is stored is there. */
  folderIsOpen: boolean;
  sample: FakeSample | null;
  /** How often loading the sample's vectors still fails. */
  vectorFailures: number;
  /** "tip-adapter 1", in the order in which they began. */
  readonly studied: string[];
  beforeStudyRun: () => Promise<void>;
  /** Captions and vectors that a later visit finds; null where nothing is kept. */
  stored: Map<string, string | Float32Array> | null;
}

export function createFakes(): Fakes {
  const fakes: Fakes = {
    captioned: [],
    trained: [],
    adapters: [],
    graphCalls: [],
    calls: [],
    sweeps: new Map(),
    ledger: new Map(),
    remembered: null,
    rememberedDataset: null,
    prepared: null,
    saveFailure: null,
    rememberFailure: null,
    beforeLoadSweep: () => Promise.resolve(),
    beforeFusing: () => Promise.resolve(),
    encoderSalt: "",
    trainers: 1,
    backend: "cpu",
    prepares: 0,
    beforeTraining: () => Promise.resolve(),
    beforeCaption: () => Promise.resolve(),
    folderIsOpen: true,
    studied: [],
    beforeStudyRun: () => Promise.resolve(),
    sample: null,
    vectorFailures: 0,
    stored: null,
    services: {
      folder: {
        isOpen: () => fakes.folderIsOpen,
        readText: () => Promise.resolve(""),
        inspect: (path) =>
          path.includes("broken")
            ? Promise.reject(
                new StudioError("dataset/unreadable-image", "The file ends too early.", { path }),
              )
            : Promise.resolve({ contentHash: `hash of ${path}`, width: 8, height: 8 }),
      },
      foundation: fakeFoundation(() => fakes),
      graph: fakeGraph(() => fakes),
      training: createFakeTraining(() => fakes),
      study: createFakeStudy(() => fakes),
      sample: fakeSample(() => fakes),
      session: fakeSession(() => fakes),
      ledger: createFakeLedger(() => fakes),
      featureFiles: {
        writeAdapter: ({ fingerprint }, datasetName) => {
          const bytes = new TextEncoder().encode(fingerprint);
          return Promise.resolve({ path: `${datasetName}.zip`, bytes });
        },
        write: (_, format) => Promise.resolve({ path: `x.${format}`, bytes: new Uint8Array() }),
      },
      clock: () => performance.now(),
      now: () => "2026-01-01T00:00:00.000Z",
    },
  };
  return fakes;
}

function fakeFoundation(fakes: () => Fakes): Services["foundation"] {
  const storedVector = (key: string): Promise<Float32Array | null> => {
    const found = fakes().stored?.get(key);
    return Promise.resolve(found instanceof Float32Array ? found : null);
  };
  const vector = (key: string, text: string): Promise<Float32Array> => {
    const made = vectorOf(text);
    fakes().stored?.set(key, made);
    return Promise.resolve(made);
  };
  const asCaption = (text: string): Caption => ({ text, source: "tagger", words: [] });
  return {
    captioner: {
      info: { id: "tagger", name: "Tagger", licence: "test" },
      stored: ({ contentHash }) => {
        const found = fakes().stored?.get(`caption of ${contentHash}`);
        return Promise.resolve(typeof found === "string" ? asCaption(found) : null);
      },
      caption: async ({ path, contentHash }, cancel) => {
        await fakes().beforeCaption(path);
        if (cancel.cancelled) throw new Cancelled();
        fakes().captioned.push(path);
        const text = `a photo of ${path}`;
        fakes().stored?.set(`caption of ${contentHash}`, text);
        return asCaption(text);
      },
    },
    imageEncoder: {
      info: { id: "image", name: "Image", licence: "test", dimension: DIMENSION },
      stored: ({ contentHash }) => storedVector(`image ${contentHash}`),
      embed: ({ path, contentHash }) => vector(`image ${contentHash}`, fakes().encoderSalt + path),
    },
    textEncoder: {
      info: { id: "text", name: "Text", licence: "test", dimension: DIMENSION },
      stored: (text) => storedVector(`text ${text}`),
      embed: (text) => vector(`text ${text}`, text),
    },
    concurrency: 2,
    load: () => Promise.resolve({ device: "wasm", adapter: "test" }),
    release: () => undefined,
  };
}

function fakeGraph(fakes: () => Fakes): Services["graph"] {
  return {
    fuse: async (embeddings, settings, trainPool, cancel) => {
      await fakes().beforeFusing();
      if (cancel.cancelled) throw new Cancelled();
      fakes().graphCalls.push("fuse");
      return fuseFeatures(embeddings, settings, trainPool);
    },
    rank: (source, nodes, pairBudget) => {
      const features = "dimension" in source ? source : null;
      fakes().graphCalls.push(features === null ? "rank the triangle" : "rank");
      const ranked =
        "dimension" in source
          ? rankFeatures(source, nodes, pairBudget)
          : rankTriangle(source, nodes, pairBudget);
      return Promise.resolve({
        ranked,
        prefixes: pairPrefixes(ranked),
        preview: features === null ? null : previewTable(features, ranked),
      });
    },
    thresholdGrid: (features, pools, runs, thresholdCount, pairBudget) => {
      const scope = runs[0]?.scope ?? "transductive";
      return Promise.resolve(
        atOnce(
          thresholdGrid(referenceKernels, features, pools, runs, scope, thresholdCount, pairBudget),
        ),
      );
    },
    principalPositions: (features) => Promise.resolve(new Float32Array(2 * features.rows)),
    umapPositions: (_, start) => Promise.resolve(start),
    smoothing: (features, ranked, thresholds) => {
      fakes().graphCalls.push(`smoothing at ${thresholds.length}`);
      return Promise.resolve(
        atOnce(smoothingTable(referenceKernels, features, ranked, thresholds)),
      );
    },
    nearDuplicates: (embeddings) => {
      fakes().graphCalls.push("near duplicates");
      return Promise.resolve(atOnce(nearDuplicates(referenceKernels, embeddings)));
    },
  };
}

export interface FakeSample {
  readonly first: LoadedSample;
  readonly embeddings: Embeddings;
}

function fakeSample(fakes: () => Fakes): Services["sample"] {
  const unavailable = (): Promise<never> =>
    Promise.reject(new StudioError("storage/sample-unavailable", "none"));
  return {
    load: () =>
      Promise.resolve(fakes().sample?.first ?? null).then((first) => first ?? unavailable()),
    loadEmbeddings: () => {
      const { sample } = fakes();
      fakes().vectorFailures -= 1;
      if (sample === null || fakes().vectorFailures >= 0) return unavailable();
      return new Promise((resolve) => setTimeout(() => resolve(sample.embeddings), 5));
    },
  };
}

/** Two classes of captioned drawings with their vectors and similarities. */
export function sampleOf(perClass: number): FakeSample {
  const examples = [0, 1].flatMap((label) =>
    Array.from({ length: perClass }, (_, i) => ({
      path: `${label}/${i}.png`,
      contentHash: `${label}-${i}`,
      width: 8,
      height: 8,
      label,
      officialPart: null,
      sidecarCaption: `drawing ${i} of ${label}`,
    })),
  );
  const matrix = (texts: readonly string[]): EmbeddingMatrix => ({
    rows: texts.length,
    dimension: DIMENSION,
    values: Float32Array.from(texts.flatMap((text) => [...vectorOf(text)])),
  });
  const info = { id: "e", name: "E", licence: "test", dimension: DIMENSION };
  const count = examples.length;
  return {
    first: {
      dataset: {
        name: "drawings",
        layout: "class-folders",
        classNames: ["0", "1"],
        examples,
        problems: [],
      },
      firstView: {
        positions: new Float32Array(2 * count),
        similarities: { count, values: new Float32Array((count * (count - 1)) / 2) },
      },
      recorded: [],
    },
    embeddings: {
      imageEncoder: info,
      textEncoder: info,
      image: matrix(examples.map(({ path }) => path)),
      text: matrix(examples.map(({ sidecarCaption }) => sidecarCaption)),
    },
  };
}

function fakeSession(fakes: () => Fakes): Services["session"] {
  return {
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
  };
}

/** A vector that depends on the text alone. */
function vectorOf(text: string): Float32Array {
  let seed = 7;
  for (const character of text) seed = (seed * 31 + (character.codePointAt(0) ?? 0)) % 1_000_003;
  const random = createRandom(seed);
  return Float32Array.from({ length: DIMENSION }, () => random.uniform() - 0.5);
}

export function folderOf(...paths: string[]): OpenedFolder {
  return {
    name: "photos",
    activate: () => undefined,
    hasHandle: true,
    files: paths.map((path) => ({ path, sizeBytes: 9 })),
  };
}

/** Eight readable images a class, and one that is not. */
export const twoClasses = folderOf(
  ...["cat", "dog"].flatMap((name) =>
    Array.from({ length: 8 }, (_, i) => `${name}/${name}${i}.jpg`),
  ),
  "dog/broken.jpg",
);
