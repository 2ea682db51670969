/** For tests only: services without a browser. The graph is the real pipeline's, encoders and trainer are stand-ins. */

import { StudioError } from "../../errors.ts";
import { createRandom } from "../../numeric/random.ts";
import {
  Cancelled,
  PART_CODES,
  type RunNodes,
  type RunPoint,
  type SweepRecord,
} from "../../pipeline/artifacts.ts";
import type { SweepProblem } from "../../pipeline/evaluation/seed-run.ts";
import { createGraphStatistics } from "../../pipeline/graph/graph-statistics.ts";
import { pairSimilarities } from "../../pipeline/graph/pair-similarities.ts";
import { rankPairs } from "../../pipeline/graph/ranked-pairs.ts";
import type { OpenedFolder, RememberedSession, Services } from "../services.ts";

const DIMENSION = 6;

export interface Fakes {
  readonly services: Services;
  readonly captioned: string[];
  readonly trained: string[];
  readonly sweeps: Map<string, SweepRecord>;
  remembered: RememberedSession | null;
  /** What the last trained run was made from. */
  prepared: SweepProblem | null;
  saveFailure: StudioError | null;
  rememberFailure: StudioError | null;
  /** Runs before stored sweeps are read. */
  beforeLoadSweep: () => Promise<void>;
  beforeSimilarities: () => Promise<void>;
  /** Changes what the image encoder gives. */
  encoderSalt: string;
  trainers: number;
  /** Runs before each training; a test may cancel or wait here. */
  beforeTraining: () => Promise<void>;
  beforeCaption: (path: string) => Promise<void>;
}

export function createFakes(): Fakes {
  const fakes: Fakes = {
    captioned: [],
    trained: [],
    sweeps: new Map(),
    remembered: null,
    prepared: null,
    saveFailure: null,
    rememberFailure: null,
    beforeLoadSweep: () => Promise.resolve(),
    beforeSimilarities: () => Promise.resolve(),
    encoderSalt: "",
    trainers: 1,
    beforeTraining: () => Promise.resolve(),
    beforeCaption: () => Promise.resolve(),
    services: {
      folder: {
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
      training: fakeTraining(() => fakes),
      sample: {
        load: () => Promise.reject(new StudioError("storage/sample-unavailable", "none")),
        loadEmbeddings: () => Promise.reject(new StudioError("storage/sample-unavailable", "none")),
      },
      session: fakeSession(() => fakes),
      clock: () => performance.now(),
      now: () => "2026-01-01T00:00:00.000Z",
    },
  };
  return fakes;
}

function fakeFoundation(fakes: () => Fakes): Services["foundation"] {
  return {
    captioner: {
      info: { id: "tagger", name: "Tagger", licence: "test" },
      stored: () => Promise.resolve(null),
      caption: async ({ path }, cancel) => {
        await fakes().beforeCaption(path);
        if (cancel.cancelled) throw new Cancelled();
        fakes().captioned.push(path);
        return { text: `a photo of ${path}`, source: "tagger", words: [] };
      },
    },
    imageEncoder: {
      info: { id: "image", name: "Image", licence: "test", dimension: DIMENSION },
      stored: () => Promise.resolve(null),
      embed: ({ path }) => Promise.resolve(vectorOf(fakes().encoderSalt + path)),
    },
    textEncoder: {
      info: { id: "text", name: "Text", licence: "test", dimension: DIMENSION },
      stored: () => Promise.resolve(null),
      embed: (text) => Promise.resolve(vectorOf(text)),
    },
    concurrency: 2,
    load: () => Promise.resolve({ device: "wasm", adapter: "test" }),
    release: () => undefined,
  };
}

function fakeGraph(fakes: () => Fakes): Services["graph"] {
  return {
    similarities: async (features, _, cancel) => {
      await fakes().beforeSimilarities();
      if (cancel.cancelled) throw new Cancelled();
      const work = pairSimilarities(features);
      for (;;) {
        const step = work.next();
        if (step.done === true) return step.value;
      }
    },
    rank: (similarities, nodes) => Promise.resolve(rankPairs(similarities, nodes)),
    principalPositions: (features) => Promise.resolve(new Float32Array(2 * features.rows)),
    umapPositions: (_, start) => Promise.resolve(start),
  };
}

function fakeSession(fakes: () => Fakes): Services["session"] {
  return {
    remember: (session) => {
      const { rememberFailure } = fakes();
      if (rememberFailure !== null) return Promise.reject(rememberFailure);
      fakes().remembered = session;
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

/** Predicts class 0 for every test image, and more of validation right the nearer τ is to 0. */
function fakeTraining(fakes: () => Fakes): Services["training"] {
  let prepared: SweepProblem | null = null;
  const testNodes = (
    runSeed: number,
  ): { problem: SweepProblem; nodes: RunNodes; tests: number } => {
    const nodes = prepared?.runs.find((run) => run.runSeed === runSeed);
    if (prepared === null || nodes === undefined) throw new TypeError("not prepared");
    const hidden = nodes.label.filter((_, i) => nodes.part[i] === PART_CODES.test);
    if (hidden.some((label) => label !== -1)) throw new RangeError("a test label got through");
    return { problem: prepared, nodes, tests: hidden.length };
  };
  return {
    concurrency: () => fakes().trainers,
    prepare: (problem) => {
      prepared = problem;
      return Promise.resolve({ backend: "cpu", adapter: "test" });
    },
    trainRun: async (runSeed, threshold, onEpoch, cancel): Promise<RunPoint> => {
      await fakes().beforeTraining();
      if (cancel.cancelled) throw new Cancelled();
      const { problem, nodes, tests } = testNodes(runSeed);
      fakes().prepared = problem;
      fakes().trained.push(`${runSeed} ${threshold}`);
      onEpoch({ epoch: 1, epochs: 1, trainLoss: 1, validationLoss: 1, validationAccuracy: 0.5 });
      return {
        runSeed,
        threshold,
        statistics: createGraphStatistics(rankPairs(problem.similarities, nodes))(threshold),
        keptEpoch: 1,
        validationAccuracy: 1 - Math.abs(threshold) / 2,
        validationLoss: 1,
        validationPredictions: [],
        testPredictions: Array.from({ length: tests }, () => 0),
        trainLosses: [1],
        seconds: 0,
      };
    },
    linearProbe: (runSeed) =>
      Promise.resolve({
        runSeed,
        log10InverseStrength: 0,
        validationAccuracy: 0.5,
        testPredictions: Array.from({ length: testNodes(runSeed).tests }, () => 1),
      }),
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
