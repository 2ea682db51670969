/** For tests only: services without a browser. The graph is the real pipeline's, encoders and trainer are stand-ins. */

import { StudioError } from "../../errors.ts";
import type { Captioner } from "../../pipeline/captions/captioner.ts";
import { createRandom } from "../../numeric/random.ts";
import { referenceKernels } from "../../numeric/reference-kernels.ts";
import {
  Cancelled,
  type Caption,
  type EmbeddingMatrix,
  type Embeddings,
  type EncoderInfo,
} from "../../pipeline/artifacts.ts";
import { fuseFeatures } from "../../pipeline/embeddings/fused-features.ts";
import type { SweepProblem } from "../../pipeline/evaluation/seed-run.ts";
import { previewTable } from "../../pipeline/evaluation/training-free-preview.ts";
import { nearDuplicates } from "../../pipeline/graph/near-duplicates.ts";
import { pairPrefixes } from "../../pipeline/graph/pair-prefixes.ts";
import { rankTriangle } from "../../pipeline/graph/ranked-pairs.ts";
import { smoothingTable } from "../../pipeline/graph/smoothing.ts";
import { textAgreement } from "../../pipeline/graph/text-agreement.ts";
import { thresholdGrid } from "../../pipeline/graph/threshold-grid.ts";
import { atOnce } from "../../pipeline/with-progress.ts";
import type { LedgerRecord } from "../ledger-record.ts";
import { createFakeStudy } from "./fake-study.ts";
import { createFakeTraining, rankFeatures } from "./fake-training.ts";
import type { LoadedSample, OpenedFolder, Services } from "../services.ts";
import { createFakeLedger } from "./fake-ledger.ts";
import { createFakeFeatureFiles, createFakeSession, type FakeVisit } from "./fake-session.ts";

const DIMENSION = 6;

export interface Fakes extends FakeVisit {
  readonly services: Services;
  readonly captioned: string[];
  /** Name of the captioner that was chosen last; null is the tagger. */
  captioner: string | null;
  /** Paths and texts that an encoder was asked for, in order. */
  readonly encoded: string[];
  readonly trained: string[];
  /** "3 0.5": seed and τ of each adapter that was asked for whole. */
  readonly adapters: string[];
  /** By id, in the order of saving. */
  readonly ledger: Map<string, LedgerRecord>;
  /** "fuse" and "rank", in order. */
  readonly graphCalls: string[];
  /** Every call of the trainer that began. */
  readonly calls: { runSeeds: readonly number[]; threshold: number; urgent: boolean }[];
  /** What the last trained run was made from. */
  prepared: SweepProblem | null;
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

/** @param space of both encoders, where they share one */
export function createFakes(space?: string): Fakes {
  const shared = space === undefined ? {} : { space };
  const fakes: Fakes = {
    captioned: [],
    encoded: [],
    captioner: null,
    trained: [],
    adapters: [],
    graphCalls: [],
    calls: [],
    sweeps: new Map(),
    ledger: new Map(),
    remembered: null,
    rememberedDataset: null,
    rememberedSample: null,
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
      foundation: fakeFoundation(() => fakes, shared),
      ...fakeModelsAndPage(),
      graph: fakeGraph(() => fakes),
      training: createFakeTraining(() => fakes),
      study: createFakeStudy(() => fakes),
      sample: fakeSample(() => fakes),
      session: createFakeSession(() => fakes),
      ledger: createFakeLedger(() => fakes),
      featureFiles: createFakeFeatureFiles(),
      clock: () => performance.now(),
      now: () => "2026-01-01T00:00:00.000Z",
    },
  };
  return fakes;
}

/** A browser that keeps no model and reaches no hub. */
function fakeModelsAndPage(): Pick<Services, "models" | "page"> {
  return { models: fakeModels(), page: { takeUpdate: () => undefined } };
}

function fakeModels(): Services["models"] {
  const offline = (): Promise<never> =>
    Promise.reject(new StudioError("models/offline", "hub.test cannot be reached."));
  return {
    describe: offline,
    askHub: offline,
    refreshed: (offer) => Promise.resolve(offer),
    readFolder: offline,
    download: offline,
    list: () => Promise.resolve([]),
    browserModel: () => Promise.resolve("absent"),
    remove: () => Promise.resolve(),
    usage: () =>
      Promise.resolve({
        models: 0,
        captions: 0,
        embeddings: 0,
        thumbnails: 0,
        quota: null,
        persisted: false,
      }),
    clear: () => Promise.resolve(),
    persist: () => Promise.resolve(false),
    hubAddress: () => "https://hub.test",
    setHubAddress: () => undefined,
  };
}

function fakeFoundation(
  fakes: () => Fakes,
  shared: Pick<EncoderInfo, "space">,
): Services["foundation"] {
  const info = { licence: "test", dimension: DIMENSION, ...shared };
  const storedVector = (key: string): Promise<Float32Array | null> => {
    const found = fakes().stored?.get(key);
    return Promise.resolve(found instanceof Float32Array ? found : null);
  };
  const vector = (key: string, text: string): Promise<Float32Array> => {
    const made = vectorOf(text);
    fakes().stored?.set(key, made);
    return Promise.resolve(made);
  };
  const tagger: Captioner = {
    info: { id: "tagger", name: "Tagger", licence: "test" },
    stored: ({ contentHash }) => {
      const found = fakes().stored?.get(`caption of ${contentHash}`);
      return Promise.resolve(typeof found === "string" ? asTagged(found) : null);
    },
    caption: async ({ path, contentHash }, cancel) => {
      await fakes().beforeCaption(path);
      if (cancel.cancelled) throw new Cancelled();
      fakes().captioned.push(path);
      const text = `a photo of ${path}`;
      fakes().stored?.set(`caption of ${contentHash}`, text);
      return asTagged(text);
    },
  };
  return {
    get captioner() {
      const { captioner } = fakes();
      return captioner === null ? tagger : chosenCaptioner(fakes(), captioner);
    },
    tagger,
    imageEncoder: {
      info: { ...info, id: "image", name: "Image" },
      stored: ({ contentHash }) => storedVector(`image ${contentHash}`),
      embed: ({ path, contentHash }) => {
        fakes().encoded.push(path);
        return vector(`image ${contentHash}`, fakes().encoderSalt + path);
      },
    },
    textEncoder: {
      info: { ...info, id: "text", name: "Text" },
      stored: (text) => storedVector(`text ${text}`),
      wasCut: () => Promise.resolve(false),
      embed: (text) => {
        fakes().encoded.push(text);
        return vector(`text ${text}`, text);
      },
    },
    concurrency: 2,
    choose: ({ captioner }) => {
      fakes().captioner = typeof captioner === "string" ? null : captioner.name;
    },
    load: () => Promise.resolve({ device: "wasm", adapter: "test" }),
    release: () => undefined,
  };
}

function asTagged(text: string): Caption {
  return { text, source: "tagger", words: [] };
}

/** Writes as a model of a hub would, and stores nothing. */
function chosenCaptioner(fakes: Fakes, name: string): Captioner {
  return {
    info: { id: name, name, licence: "test" },
    stored: () => Promise.resolve(null),
    caption: ({ path }, cancel) => {
      if (cancel.cancelled) return Promise.reject(new Cancelled());
      fakes.captioned.push(`${name}: ${path}`);
      return Promise.resolve({ text: `${name} sees ${path}`, source: "model", words: [] });
    },
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
    textAgreement: (embeddings) =>
      Promise.resolve(atOnce(textAgreement(referenceKernels, embeddings))),
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
  const info = (id: string): EncoderInfo => ({
    id,
    name: id,
    licence: "test",
    dimension: DIMENSION,
  });
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
      imageEncoder: info("image"),
      textEncoder: info("text"),
      image: matrix(examples.map(({ path }) => path)),
      text: matrix(examples.map(({ sidecarCaption }) => sidecarCaption)),
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
