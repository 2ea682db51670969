/**
 * The leakage check-list (ganet.md section 9): each check reads the artefacts that a run was made from and works out again what they must be,
 * so that an artefact that knows too much fails it.
 */

import { gatherRows } from "../../numeric/gather-rows.ts";
import {
  PART_CODES,
  type Caption,
  type Dataset,
  type Embeddings,
  type FeatureSettings,
  type FusedFeatures,
  type Pools,
  type RankedPairs,
  type RunNodes,
  type RunPoint,
  type Shots,
} from "../artifacts.ts";
import { containsClassName } from "../captions/class-name-share.ts";
import { drawRun } from "../dataset/split.ts";
import { fuseWithMeans, fusionMeans } from "../embeddings/fused-features.ts";
import { crossSplitDuplicates, type NearDuplicates } from "../graph/near-duplicates.ts";
import { nodesOfPart, trainingCount } from "../graph/run-nodes.ts";
import { accuracy } from "./accuracy-curve.ts";

export interface LeakageCheck {
  readonly title: string;
  /** `unknown` while there is nothing to check. */
  readonly outcome: "pass" | "fail" | "unknown";
  /** One sentence: what was compared, and what was found. */
  readonly reason: string;
}

/**
 * Item 1, labels: every test and unlabelled node carries -1, no training or validation node stands in the test pool, and no class of a test image
 * is shown.
 *
 * @param shownClasses [N] class that may be shown as an example's own, or null; null for the whole once test accuracy is revealed
 */
export function hiddenTestLabels(
  runs: readonly RunNodes[],
  pools: Pools | null,
  shownClasses: readonly (number | null)[] | null,
): LeakageCheck {
  const title = "Test labels enter nothing before the reveal";
  if (runs.length === 0 || pools === null) return unknown(title, "There is no split yet.");
  const inTest = (example: number): boolean => pools.pool[example] === "test";
  const labelled = runs.some(({ part, label }) =>
    label.some((known, node) => part[node]! >= PART_CODES.test && known !== -1),
  );
  if (labelled) return fail(title, "A test or unlabelled image of a run carries a label.");
  const trained = runs.some(({ part, example }) =>
    example.some((index, node) => part[node]! < PART_CODES.test && inTest(index)),
  );
  if (trained) return fail(title, "An image of the test pool trains or validates in a run.");
  const shown = shownClasses?.some((own, example) => own !== null && inTest(example)) ?? false;
  if (shown) return fail(title, "The class of a test image is shown.");
  return pass(title, "Every test image of every seed goes without its label, and none is trained.");
}

/** Item 1, graph: inductive, no pair without a training end and so no edge between validation and test images; in both scopes no label. */
export function graphWithinScope(ranked: RankedPairs | null): LeakageCheck {
  const title = "The graph joins what its scope allows";
  if (ranked === null) return unknown(title, "There is no graph yet.");
  if (ranked.nodes.scope === "transductive") {
    return pass(title, "Transductive: it uses the features of unlabelled test images, by choice.");
  }
  const training = trainingCount(ranked.nodes);
  return ranked.source.some((source) => source >= training)
    ? fail(title, "A validation or test image sends to others in an inductive graph.")
    : pass(title, "Inductive: every edge comes from a training image.");
}

/** Captions of a model that saw only the image. */
const MODEL_SOURCES: readonly Caption["source"][] = ["tagger", "model"];

/** Item 2: a caption that was made from the class name is the label itself. Counted over training and validation images, whose labels are known. */
export function captionsWithoutLabels(
  captions: readonly (Caption | null)[],
  dataset: Dataset,
  pools: Pools | null,
): LeakageCheck {
  const title = "Captions are not made from class names";
  const known = captions.flatMap((caption, example) => {
    const pool = pools?.pool[example];
    return caption !== null && (pool === "train" || pool === "validation") ? [example] : [];
  });
  if (known.length === 0) return unknown(title, "There are no captions yet.");
  const naming = captionsNamingTheirClass(captions, dataset, pools);
  const words = `Class name in caption: ${percent(naming.length / known.length)} of training and validation images`;
  if (naming.length === 0) return pass(title, `${words}.`);
  return naming.some((example) => !MODEL_SOURCES.includes(captions[example]!.source))
    ? fail(title, `${words}, in text that no model wrote and that may have been made from it.`)
    : pass(title, `${words}, written by a tagger that saw only the image.`);
}

/** Training and validation examples whose caption contains their class name, ascending. */
export function captionsNamingTheirClass(
  captions: readonly (Caption | null)[],
  { examples, classNames }: Dataset,
  pools: Pools | null,
): readonly number[] {
  return captions.flatMap((caption, example) => {
    const pool = pools?.pool[example];
    const label = examples[example]?.label ?? null;
    if (caption === null || label === null || (pool !== "train" && pool !== "validation"))
      return [];
    return containsClassName(caption.text, classNames[label]!) ? [example] : [];
  });
}

/**
 * Item 3: each seed's τ* is the argmax of validation accuracy (E24), worked out again from the predictions and the labels; ties give the larger τ.
 *
 * @param chosen τ*_s in the order of `runs`; null while nothing is chosen
 */
export function choiceOnValidation(
  points: readonly RunPoint[],
  runs: readonly RunNodes[],
  chosen: readonly number[] | null,
): LeakageCheck {
  const title = "τ is chosen on validation";
  if (points.length === 0 || chosen === null) return unknown(title, "There is no sweep yet.");
  const reached = thresholdsOfAll(points, runs);
  for (const [seed, nodes] of runs.entries()) {
    const labels = [...nodesOfPart(nodes, PART_CODES.validation)].map((node) => nodes.label[node]!);
    let best = -1;
    let threshold = Number.NaN;
    for (const point of points) {
      if (point.runSeed !== nodes.runSeed) continue;
      if (point.validationPredictions.length !== labels.length) {
        return fail(title, `Seed ${nodes.runSeed} does not predict its validation images.`);
      }
      const found = accuracy(point.validationPredictions, labels);
      if (Math.abs(found - point.validationAccuracy) > 1e-6) {
        return fail(title, `Validation accuracy of seed ${nodes.runSeed} is not what it predicts.`);
      }
      if (!reached.has(point.threshold)) continue;
      if (found < best || (found === best && point.threshold < threshold)) continue;
      best = found;
      threshold = point.threshold;
    }
    if (threshold !== chosen[seed]) {
      return fail(
        title,
        `Seed ${nodes.runSeed} has another τ* than its validation accuracy gives.`,
      );
    }
  }
  return pass(title, "τ* of every seed follows from its validation predictions alone.");
}

/** Item 4: every step takes all training images, so that no batch can be sorted; which images they are follows from the seed. */
export function seededDraw(
  dataset: Dataset | null,
  pools: Pools | null,
  runs: readonly RunNodes[],
  shots: Shots,
): LeakageCheck {
  const title = "The draw is fixed by its seed, and batches have no order";
  if (dataset === null || pools === null || runs.length === 0) {
    return unknown(title, "There is no split yet.");
  }
  const differs = runs.some((nodes) => {
    const { train, validation, test } = drawRun(dataset, pools, nodes.runSeed, shots);
    return [train, validation, test].some((examples, code) => {
      const used = nodesOfPart(nodes, code).map((node) => nodes.example[node]!);
      return used.length !== examples.length || used.some((own, i) => own !== examples[i]);
    });
  });
  return differs
    ? fail(title, "A run has other images than its seed draws.")
    : pass(title, "Every step takes all training images; drawing again gives the same ones.");
}

/** Item 5. @param near null while features have not been compared */
export function noCopiesOfTest(
  dataset: Dataset | null,
  pools: Pools | null,
  near: NearDuplicates | null,
): LeakageCheck {
  const title = "No copy of a test image trains or validates";
  if (dataset === null || pools === null) return unknown(title, "There is no split yet.");
  const contentsIn = (wanted: readonly string[]): string[] =>
    dataset.examples.flatMap(({ contentHash }, i) =>
      wanted.includes(pools.pool[i]!) ? [contentHash] : [],
    );
  const tested = new Set(contentsIn(["test"]));
  if (contentsIn(["train", "validation"]).some((content) => tested.has(content))) {
    return fail(title, "The same content stands on both sides of the split.");
  }
  if (near === null) {
    return unknown(title, "No equal content; features have not been compared yet.");
  }
  const across = crossSplitDuplicates(near, pools.pool).length;
  if (across > 0) {
    return fail(title, `${across} on the training side with a cosine above .999 to a test image.`);
  }
  return near.complete
    ? pass(title, "No equal content, and no cosine above .999 across the split.")
    : unknown(title, "No equal content, but more pairs are almost equal than are listed.");
}

/** Rows compared; the means come from the whole train pool whatever their number. */
const COMPARED_ROWS = 200;

/**
 * Item 6: the mean of E1 worked out again from the train pool gives the features in use, bit by bit on the device that made them and within 1e-5 elsewhere.
 *
 * @param features what graph and training have; null before they are fused
 */
export function centredOnTrain(
  embeddings: Embeddings | null,
  settings: FeatureSettings,
  pools: Pools | null,
  features: FusedFeatures | null,
): LeakageCheck {
  const title = "Normalisation knows the train pool only";
  if (embeddings === null || pools === null || features === null) {
    return unknown(title, "There are no features yet.");
  }
  const trainPool = pools.pool.flatMap((pool, example) => (pool === "train" ? [example] : []));
  if (settings.center && trainPool.length === 0) {
    return unknown(title, "Without labels there is no train pool: all images give the mean.");
  }
  const step = Math.max(1, Math.floor(features.rows / COMPARED_ROWS));
  const rows = Array.from({ length: Math.ceil(features.rows / step) }, (_, i) => i * step);
  const some = ({ dimension, values }: Embeddings["image"]): Embeddings["image"] => ({
    rows: rows.length,
    dimension,
    values: gatherRows(values, dimension, rows),
  });
  const again = fuseWithMeans(
    { image: some(embeddings.image), text: some(embeddings.text) },
    settings.modalityWeight,
    fusionMeans(embeddings, settings, trainPool),
  );
  const used = some(features).values;
  if (again.values.length !== used.length || again.values.some((z, i) => !near(z, used[i]!))) {
    return fail(title, "The features in use are not those that the train pool's mean gives.");
  }
  return settings.center
    ? pass(title, "The mean of the train pool, worked out again, gives the features in use.")
    : pass(title, "Nothing is subtracted; each row is normalised by itself.");
}

function near(a: number, b: number): boolean {
  return Math.abs(a - b) <= 1e-5;
}

/** Thresholds that every seed has reached. */
function thresholdsOfAll(
  points: readonly RunPoint[],
  runs: readonly RunNodes[],
): ReadonlySet<number> {
  const seedsAt = new Map<number, Set<number>>();
  for (const { threshold, runSeed } of points) {
    const seeds = seedsAt.get(threshold) ?? new Set();
    seedsAt.set(threshold, seeds.add(runSeed));
  }
  return new Set(
    [...seedsAt].flatMap(([threshold, seeds]) =>
      runs.every(({ runSeed }) => seeds.has(runSeed)) ? [threshold] : [],
    ),
  );
}

function percent(fraction: number): string {
  return `${(100 * fraction).toFixed(1)} %`;
}

const pass = (title: string, reason: string): LeakageCheck => ({ title, outcome: "pass", reason });
const fail = (title: string, reason: string): LeakageCheck => ({ title, outcome: "fail", reason });
const unknown = (title: string, reason: string): LeakageCheck => ({
  title,
  outcome: "unknown",
  reason,
});
