import { describe, expect, it } from "vitest";
import { createRandom } from "../../numeric/random.ts";
import { referenceKernels } from "../../numeric/reference-kernels.ts";
import {
  PART_CODES,
  type Caption,
  type Dataset,
  type Embeddings,
  type FeatureSettings,
  type RankedPairs,
  type RunPoint,
} from "../artifacts.ts";
import { drawPools, drawRun } from "../dataset/split.ts";
import { fuseFeatures } from "../embeddings/fused-features.ts";
import { rankPairs } from "../graph/ranked-pairs.ts";
import { runNodes } from "../graph/run-nodes.ts";
import { gatherRows } from "../../numeric/gather-rows.ts";
import { atOnce } from "../with-progress.ts";
import { accuracyCurve } from "./accuracy-curve.ts";
import {
  captionsNamingTheirClass,
  captionsWithoutLabels,
  centredOnTrain,
  choiceOnValidation,
  graphWithinScope,
  hiddenTestLabels,
  noCopiesOfTest,
  seededDraw,
} from "./leakage-checks.ts";

const dataset: Dataset = {
  name: "test",
  layout: "class-folders",
  classNames: ["cat", "dog"],
  examples: Array.from({ length: 24 }, (_, i) => ({
    path: `${i}.png`,
    contentHash: `#${i}`,
    width: 1,
    height: 1,
    label: i % 2,
    officialPart: null,
    sidecarCaption: null,
  })),
  problems: [],
};
const pools = drawPools(dataset, 1);
const runs = [1, 2].map((seed) =>
  runNodes(dataset, pools, drawRun(dataset, pools, seed, 4), "inductive"),
);
const run = runs[0]!;
const testExample = pools.pool.indexOf("test");
const trainExample = pools.pool.indexOf("train");

const random = createRandom(5);
const matrix = (dimension: number): Embeddings["image"] => ({
  rows: 24,
  dimension,
  values: Float32Array.from({ length: 24 * dimension }, () => random.uniform()),
});
const encoder = { id: "e", name: "E", licence: "test", dimension: 3 };
const embeddings: Embeddings = {
  imageEncoder: encoder,
  textEncoder: encoder,
  image: matrix(3),
  text: matrix(3),
};
const settings: FeatureSettings = { modalityWeight: 0.5, center: true, scale: 10 };
const trainPool = pools.pool.flatMap((pool, i) => (pool === "train" ? [i] : []));
const features = fuseFeatures(embeddings, settings, trainPool);

const tampered = (change: (copy: Int32Array) => void, values: Int32Array): Int32Array => {
  const copy = values.slice();
  change(copy);
  return copy;
};

describe("test labels", () => {
  const hidden = dataset.examples.map(({ label }, i) => (pools.pool[i] === "test" ? null : label));

  it("are hidden in nodes and marks", () => {
    expect(hiddenTestLabels(runs, pools, hidden).outcome).toBe("pass");
    expect(hiddenTestLabels([], pools, hidden).outcome).toBe("unknown");
  });

  it("fail in a node", () => {
    const node = run.part.indexOf(PART_CODES.test);
    const label = tampered((labels) => (labels[node] = 0), run.label);
    expect(hiddenTestLabels([{ ...run, label }], pools, hidden).outcome).toBe("fail");
  });

  it("fail where a test image trains", () => {
    const example = tampered((examples) => (examples[0] = testExample), run.example);
    expect(hiddenTestLabels([{ ...run, example }], pools, hidden).outcome).toBe("fail");
  });

  it("fail where a mark shows a class, until they are revealed", () => {
    const shown = dataset.examples.map(({ label }) => label);
    expect(hiddenTestLabels(runs, pools, shown).outcome).toBe("fail");
    expect(hiddenTestLabels(runs, pools, null).outcome).toBe("pass");
  });
});

describe("the graph", () => {
  const rows = gatherRows(features.values, features.dimension, run.example);
  const block = referenceKernels.load(rows, run.example.length, features.dimension);
  const ranked = atOnce(rankPairs(block, run, 1e6));

  it("passes as it was ranked", () => {
    expect(graphWithinScope(ranked).outcome).toBe("pass");
    expect(graphWithinScope(null).outcome).toBe("unknown");
  });

  it("fails where a test image sends to another", () => {
    const last = run.example.length - 1;
    const source = tampered((sources) => (sources[3] = last), ranked.source);
    expect(graphWithinScope({ ...ranked, source }).outcome).toBe("fail");
    const transductive: RankedPairs = {
      ...ranked,
      source,
      nodes: { ...run, scope: "transductive" },
    };
    expect(graphWithinScope(transductive).reason).toContain("unlabelled test images");
  });
});

describe("captions", () => {
  const captions = (text: string, source: Caption["source"]): readonly Caption[] =>
    dataset.examples.map((_, i) => ({
      text: i === trainExample || i === testExample ? text : "an animal",
      source,
      words: [],
    }));
  const own = dataset.classNames[dataset.examples[trainExample]!.label!]!;

  it("pass without class names, or where a tagger wrote them from the image", () => {
    const none = captions("a picture", "sidecar");
    expect(captionsWithoutLabels(none, dataset, pools).outcome).toBe("pass");
    expect(captionsWithoutLabels(captions(`a ${own}`, "tagger"), dataset, pools).outcome).toBe(
      "pass",
    );
    expect(captionsWithoutLabels([], dataset, pools).outcome).toBe("unknown");
  });

  it("fail where text that came with the images names the class", () => {
    const naming = captions(`a ${own}`, "sidecar");
    expect(captionsWithoutLabels(naming, dataset, pools).outcome).toBe("fail");
  });

  it("of test images are not counted: their labels are hidden", () => {
    const naming = dataset.examples.map(({ label }, i): Caption | null =>
      i === trainExample || i === testExample
        ? { text: dataset.classNames[label!]!, source: "sidecar", words: [] }
        : null,
    );
    expect(captionsNamingTheirClass(naming, dataset, pools)).toEqual([trainExample]);
  });
});

describe("the choice of τ", () => {
  const labelsOf = (seed: number): number[] =>
    [...runs[seed]!.label].filter((_, node) => runs[seed]!.part[node] === PART_CODES.validation);
  /** The first `correct` validation images right. */
  const point = (seed: number, threshold: number, correct: number): RunPoint => {
    const labels = labelsOf(seed);
    return {
      runSeed: seed + 1,
      threshold,
      statistics: {
        threshold,
        edges: 0,
        meanDegree: 0,
        isolated: 1,
        homophily: null,
        adjustedHomophily: null,
        components: null,
        exact: true,
      },
      keptEpoch: 1,
      validationAccuracy: correct / labels.length,
      validationLoss: 1,
      validationPredictions: labels.map((label, i) => (i < correct ? label : 1 - label)),
      testPredictions: [],
      trainLosses: [1],
      seconds: 0,
    };
  };
  const points = [
    point(0, 0.2, 2),
    point(0, 0.5, 3),
    point(0, 0.8, 3),
    point(1, 0.2, 4),
    point(1, 0.5, 1),
    point(1, 0.8, 0),
    // Only one seed has been there, so it is not chosen.
    point(0, 0.9, 4),
  ];

  it("is the curve's own, ties to the larger τ", () => {
    const chosen = accuracyCurve(points, [], [1, 2]).best!.thresholds;
    expect(chosen).toEqual([0.8, 0.2]);
    expect(choiceOnValidation(points, runs, chosen).outcome).toBe("pass");
    expect(choiceOnValidation([], runs, chosen).outcome).toBe("unknown");
  });

  it("fails where τ* is another one", () => {
    expect(choiceOnValidation(points, runs, [0.5, 0.2]).outcome).toBe("fail");
    expect(choiceOnValidation(points, runs, [0.8, 0.5]).outcome).toBe("fail");
  });

  it("fails where the accuracy on record is not that of the predictions", () => {
    const better = points.map((own, i) => (i === 1 ? { ...own, validationAccuracy: 1 } : own));
    expect(choiceOnValidation(better, runs, [0.5, 0.2]).outcome).toBe("fail");
    const shorter = points.map((own) => ({ ...own, validationPredictions: [] }));
    expect(choiceOnValidation(shorter, runs, [0.8, 0.2]).outcome).toBe("fail");
  });
});

describe("the draw", () => {
  it("comes out of its seed again", () => {
    expect(seededDraw(dataset, pools, runs, 4).outcome).toBe("pass");
    expect(seededDraw(null, null, [], 4).outcome).toBe("unknown");
  });

  it("fails with other images, other shots or another order", () => {
    const swapped = tampered((examples) => {
      [examples[0], examples[1]] = [examples[1]!, examples[0]!];
    }, run.example);
    expect(seededDraw(dataset, pools, [{ ...run, example: swapped }], 4).outcome).toBe("fail");
    expect(seededDraw(dataset, pools, [{ ...run, runSeed: 2 }], 4).outcome).toBe("fail");
    expect(seededDraw(dataset, pools, runs, 2).outcome).toBe("fail");
  });
});

describe("copies across the split", () => {
  const pair = {
    first: Math.min(trainExample, testExample),
    second: Math.max(trainExample, testExample),
    similarity: 0.9995,
  };

  it("pass once features have been compared", () => {
    expect(noCopiesOfTest(dataset, pools, null).outcome).toBe("unknown");
    expect(noCopiesOfTest(dataset, pools, { pairs: [], complete: true }).outcome).toBe("pass");
    expect(noCopiesOfTest(dataset, pools, { pairs: [], complete: false }).outcome).toBe("unknown");
  });

  it("fail with equal content, whatever was compared", () => {
    const examples = dataset.examples.map((example, i) =>
      i === trainExample ? { ...example, contentHash: `#${testExample}` } : example,
    );
    expect(noCopiesOfTest({ ...dataset, examples }, pools, null).outcome).toBe("fail");
  });

  it("fail with almost equal features until they are dropped", () => {
    const near = { pairs: [pair], complete: true };
    expect(noCopiesOfTest(dataset, pools, near).outcome).toBe("fail");
    expect(noCopiesOfTest(dataset, drawPools(dataset, 1, near.pairs), near).outcome).toBe("pass");
  });
});

describe("normalisation", () => {
  it("passes with the train pool's mean, or with none", () => {
    expect(centredOnTrain(embeddings, settings, pools, features).outcome).toBe("pass");
    const uncentred = { ...settings, center: false };
    const plain = fuseFeatures(embeddings, uncentred, trainPool);
    expect(centredOnTrain(embeddings, uncentred, pools, plain).outcome).toBe("pass");
    expect(centredOnTrain(null, settings, pools, features).outcome).toBe("unknown");
  });

  it("fails where test images are in the mean, or nothing was subtracted", () => {
    const everyone = fuseFeatures(embeddings, settings, [...pools.pool.keys()]);
    expect(centredOnTrain(embeddings, settings, pools, everyone).outcome).toBe("fail");
    const plain = fuseFeatures(embeddings, settings, []);
    expect(centredOnTrain(embeddings, settings, pools, plain).outcome).toBe("fail");
  });
});
