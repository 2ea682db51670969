/** From a folder of cached features to what is swept, as the page would make it of the same files. */

import { readdir, readFile, stat } from "node:fs/promises";
import { join } from "node:path";
import type { Dataset, RunSplit, SweepSettings } from "../../src/pipeline/artifacts.ts";
import { drawPools, drawRun } from "../../src/pipeline/dataset/split.ts";
import { splitProblems } from "../../src/pipeline/dataset/split-problems.ts";
import { importFeatures } from "../../src/pipeline/embeddings/import-features.ts";
import type {
  FeatureRole,
  ImportedFeatures,
  ImportFile,
  ImportProblem,
  ImportSheet,
} from "../../src/pipeline/embeddings/imported-features.ts";
import { runNodes } from "../../src/pipeline/graph/run-nodes.ts";
import type { StudyProblem } from "../../src/pipeline/methods/study-problem.ts";
import { DEFAULT_ADAPTER } from "../../src/studio/slices/adapter.ts";
import { DEFAULT_FEATURES } from "../../src/studio/slices/embeddings.ts";
import { DEFAULT_PAIR_BUDGET } from "../../src/studio/slices/graph.ts";
import { DEFAULT_TRAINING } from "../../src/studio/slices/training.ts";
import { UsageError, type SweepOptions } from "./options.ts";

/** What the files are at fault for: each sentence names one. */
export class UnreadableFolder extends Error {}

export interface SweptData {
  readonly name: string;
  readonly dataset: Dataset;
  readonly study: StudyProblem;
  /** Of the first run seed; the others have as many rows. */
  readonly split: RunSplit;
  /** Class index of each test node: only for accuracy, once everything is trained. */
  readonly testLabels: readonly number[];
  /** What a reader of the table should know: problems of files, rows that take no part, texts that are missing. */
  readonly remarks: readonly string[];
}

/** @throws UsageError for a folder or set that is not there; UnreadableFolder when no data set comes of it */
export async function readStudy(options: SweepOptions): Promise<SweptData> {
  const files = await featureFiles(options.features);
  const sheet = await importSheet(files, options);
  const { features } = sheet;
  if (features === null) {
    throw new UnreadableFolder([...sheet.problems.map(faultOf), ...sheet.missing].join("\n"));
  }
  return sweptData(sheet, features, options);
}

const READABLE = /\.(npy|npz|safetensors|parquet|csv|tsv|jsonl?)$/i;

async function featureFiles(folder: string): Promise<readonly ImportFile[]> {
  const isFolder = await stat(folder).then(
    (found) => found.isDirectory(),
    () => false,
  );
  if (!isFolder) throw new UsageError(`${folder} is not a folder.`);
  const paths = await readdir(folder, { recursive: true });
  const readable = paths.filter((path) => READABLE.test(path)).sort();
  if (readable.length === 0) throw new UsageError(`${folder} holds no file of features.`);
  return Promise.all(
    readable.map(async (path) => ({
      path: path.replaceAll("\\", "/"),
      bytes: new Uint8Array(await readFile(join(folder, path))),
    })),
  );
}

async function importSheet(
  files: readonly ImportFile[],
  { set, texts }: SweepOptions,
): Promise<ImportSheet> {
  const plain = { roles: {}, set, onlyClassesWithText: false };
  const sheet = await importFeatures(files, plain);
  if (set !== null && !sheet.sets.includes(set)) {
    throw new UsageError(`There is no set ${set}: ${sheet.sets.join(", ") || "no set at all"}.`);
  }
  if (texts === null) return sheet;
  const classTexts = sheet.arrays.filter(({ role }) => role === "class-text-features");
  const chosen = classTexts.filter(({ name }) => name.startsWith(texts));
  if (chosen.length === 0) {
    const found = classTexts.map(({ name }) => name).join(", ");
    throw new UsageError(`There are no class texts ${texts}: ${found || "none at all"}.`);
  }
  const others = classTexts.filter((one) => !chosen.includes(one));
  const roles = Object.fromEntries(
    others.map(({ name }): [string, FeatureRole] => [name, "ignore"]),
  );
  return importFeatures(files, { roles, set, onlyClassesWithText: true });
}

function sweptData(
  sheet: ImportSheet,
  { dataset, embeddings, classTexts }: ImportedFeatures,
  options: SweepOptions,
): SweptData {
  const hasTexts = embeddings.text.values.some((value) => value !== 0);
  if (!hasTexts && (options.modalityWeight ?? 0) > 0) {
    throw new UsageError(`--w is ${options.modalityWeight ?? 0}, and there are no text features.`);
  }
  const settings = sweepSettings(options, hasTexts);
  const pools = drawPools(dataset, options.splitSeed);
  const splits = settings.training.runSeeds.map((seed) =>
    drawRun(dataset, pools, seed, options.shots),
  );
  const [first] = splits;
  if (first === undefined || first.train.length === 0 || first.validation.length === 0) {
    throw new UnreadableFolder("There are no labelled training and validation rows to draw from.");
  }
  const problems = [...dataset.problems, ...splitProblems(dataset, pools)];
  return {
    name: sheet.chosenSet ?? dataset.name,
    dataset,
    study: {
      embeddings,
      classTexts,
      trainPool: pools.pool.flatMap((pool, example) => (pool === "train" ? [example] : [])),
      pools,
      settings,
      domains: null,
      runs: splits.map((split) => runNodes(dataset, pools, split, "transductive")),
    },
    split: first,
    testLabels: [...first.test].flatMap((example) => dataset.examples[example]?.label ?? []),
    remarks: [
      ...[...sheet.problems, ...problems].map(faultOf),
      ...(hasTexts ? [] : ["There are no text features, so w is 0."]),
    ],
  };
}

/** Most reasons name the file already. */
function faultOf({ path, reason }: ImportProblem): string {
  return reason.startsWith(path) ? reason : `${path}: ${reason}`;
}

function sweepSettings(options: SweepOptions, hasTexts: boolean): SweepSettings {
  return {
    splitSeed: options.splitSeed,
    features: {
      ...DEFAULT_FEATURES,
      modalityWeight: options.modalityWeight ?? (hasTexts ? DEFAULT_FEATURES.modalityWeight : 0),
    },
    scope: options.scope,
    adapter: DEFAULT_ADAPTER,
    training: {
      ...DEFAULT_TRAINING,
      shots: options.shots,
      runSeeds: Array.from({ length: options.seeds }, (_, i) => i + 1),
      epochs: options.epochs,
    },
    thresholdCount: options.taus,
    pairBudget: DEFAULT_PAIR_BUDGET,
  };
}
