/** ZLaP: label propagation from class texts through the nearest images. */

import type { SparseRows } from "../../numeric/csr-product.ts";
import type { MatrixKernels } from "../../numeric/matrix-kernels.ts";
import type { GraphScope } from "../artifacts.ts";
import { chooseConfiguration } from "./choose-configuration.ts";
import { propagateLabels, symmetricPropagation } from "./label-propagation.ts";
import type { Method, TextSpace } from "./method.ts";
import { nearestRows, type NearestRows } from "./nearest-rows.ts";
import { requiredTexts, type PredictedPart } from "./text-space.ts";

export interface PropagationSettings {
  /** k: nearest images and nearest class texts of an image. */
  readonly neighbours: number;
  /** γ: power of the similarity on an edge to a class text. */
  readonly gamma: number;
  readonly alpha: number;
  /** Label of a training image beside the 1 of a class text; 0 is zero-shot, as in the paper. */
  readonly labelWeight: number;
}

/** Nearest images and nearest class texts of some rows, the most neighbours that a setting asks for. */
export interface Neighbourhood {
  readonly images: NearestRows;
  readonly texts: NearestRows;
}

const MOST_NEIGHBOURS = 10;

/** Simplest first: without training labels, then the paper's k = 5 and γ = 5. */
const CONFIGURATIONS: readonly PropagationSettings[] = [0, 0.001, 0.01, 0.1, 1].flatMap(
  (labelWeight) =>
    [5, MOST_NEIGHBOURS].flatMap((neighbours) =>
      [5, 2].map((gamma) => ({ neighbours, gamma, alpha: 0.3, labelWeight })),
    ),
);

export function neighbourhood(
  kernels: MatrixKernels,
  rows: Float32Array,
  nodes: Float32Array,
  { classes, images: { dimension } }: TextSpace,
): Neighbourhood {
  return {
    images: nearestRows(kernels, rows, nodes, dimension, MOST_NEIGHBOURS),
    texts: nearestRows(kernels, rows, classes, dimension, MOST_NEIGHBOURS),
  };
}

/** Z by settings, on one graph. */
export type Propagation = (settings: PropagationSettings) => Float64Array;

/**
 * Z of (I - α S) Z = Y on the graph of images and class texts. An image sends edges to its k nearest images, itself counted but without a loop, of
 * weight max(0, cosine), and to its k nearest class texts, of weight max(0, cosine)^γ. Y is the class of each text, and `labelWeight` times that of
 * each labelled image; Z is linear in Y, so both parts are solved once for each k, γ and α.
 *
 * @param nearest neighbours of every image among the images and among the texts
 * @param labels of the first images
 * @returns Z [images + C, C], images first
 */
export function createPropagation(
  nearest: Neighbourhood,
  labels: Int32Array,
  classCount: number,
): Propagation {
  const images = nearest.images.index.length / nearest.images.size;
  const graph = remembered(
    ({ neighbours, gamma }) => `${neighbours} ${gamma}`,
    (settings) => imageGraph(nearest, images, classCount, settings),
  );
  const textSeeds = new Float64Array((images + classCount) * classCount);
  const imageSeeds = textSeeds.slice();
  for (let c = 0; c < classCount; c++) textSeeds[(images + c) * classCount + c] = 1;
  labels.forEach((label, image) => (imageSeeds[image * classCount + label] = 1));
  const solved = remembered(
    ({ neighbours, gamma, alpha }) => `${neighbours} ${gamma} ${alpha}`,
    (settings) =>
      [textSeeds, imageSeeds].map((seeds) =>
        propagateLabels(graph(settings), seeds, classCount, settings.alpha),
      ),
  );
  return (settings) => {
    const [fromTexts, fromImages] = solved(settings);
    return fromTexts!.map((value, index) => value + settings.labelWeight * fromImages![index]!);
  };
}

function remembered<Value>(
  key: (settings: PropagationSettings) => string,
  make: (settings: PropagationSettings) => Value,
): (settings: PropagationSettings) => Value {
  const known = new Map<string, Value>();
  return (settings) => {
    const name = key(settings);
    const value = known.get(name) ?? make(settings);
    known.set(name, value);
    return value;
  };
}

function imageGraph(
  nearest: Neighbourhood,
  images: number,
  classCount: number,
  settings: PropagationSettings,
): SparseRows {
  const [from, to, weight]: [number[], number[], number[]] = [[], [], []];
  for (let image = 0; image < images; image++) {
    eachNeighbour(nearest, image, images, settings, (node, similarity) => {
      from.push(image);
      to.push(node);
      weight.push(similarity);
    });
  }
  return symmetricPropagation(images + classCount, { from, to, weight });
}

/**
 * Scores of rows outside the graph: Σ_j w_j Z_j over a row's neighbours in it, weighted as its edges would be. By the symmetry of (I - α S)⁻¹ that is
 * the inductive inference of ZLaP, which propagates from the row's neighbours to the class texts, with one solve a class instead of one a row.
 *
 * @param scores Z [images + C, C]
 * @returns [rows, C]
 */
export function attachedScores(
  nearest: Neighbourhood,
  scores: Float64Array,
  classCount: number,
  settings: PropagationSettings,
): Float64Array {
  const rows = nearest.images.index.length / nearest.images.size;
  const images = scores.length / classCount - classCount;
  const result = new Float64Array(rows * classCount);
  for (let row = 0; row < rows; row++) {
    eachNeighbour(nearest, row, images, settings, (node, weight) => {
      for (let c = 0; c < classCount; c++) {
        result[row * classCount + c]! += weight * scores[node * classCount + c]!;
      }
    });
  }
  return result;
}

function eachNeighbour(
  { images, texts }: Neighbourhood,
  row: number,
  imageCount: number,
  { neighbours, gamma }: PropagationSettings,
  visit: (node: number, weight: number) => void,
): void {
  for (
    let place = row * images.size;
    place < row * images.size + Math.min(neighbours, images.size);
    place++
  ) {
    visit(images.index[place]!, Math.max(0, images.similarity[place]!));
  }
  for (
    let place = row * texts.size;
    place < row * texts.size + Math.min(neighbours, texts.size);
    place++
  ) {
    visit(imageCount + texts.index[place]!, Math.max(0, texts.similarity[place]!) ** gamma);
  }
}

function zlap(scope: GraphScope, scoresOf: ScoresOf): Method {
  const method: Method = {
    id: `zlap-${scope}`,
    name: "ZLaP",
    scope,
    needsClassTexts: true,
    source: "Stojnić et al. 2024, arXiv:2404.04072",
    run: async function* (problem, { kernels, clock }) {
      const startMs = clock();
      const texts = requiredTexts(problem, method.id);
      const { classCount, trainLabels } = problem;
      const { scores, storedNumbers } = scoresOf(kernels, texts, trainLabels, classCount);
      return yield* chooseConfiguration(
        problem,
        {
          method,
          configurations: CONFIGURATIONS,
          tuned: ({ neighbours, gamma, labelWeight }) => ({
            k: neighbours,
            gamma,
            "label weight": labelWeight,
          }),
          scores,
          storedNumbers,
        },
        clock,
        startMs,
      );
    },
  };
  return method;
}

type ScoresOf = (
  kernels: MatrixKernels,
  texts: TextSpace,
  trainLabels: Int32Array,
  classCount: number,
) => {
  readonly scores: (settings: PropagationSettings, part: PredictedPart) => Float64Array;
  readonly storedNumbers: number;
};

/**
 * ZLaP, inductive: the graph holds the training images and the class texts; validation and test images are attached to it (`attachedScores`).
 * Stojnić et al. 2024 (arXiv:2404.04072), section 3.3.
 *
 * Tuned: label weight in {0, 0.001, 0.01, 0.1, 1} x k in {5, 10} x γ in {5, 2}; α = 0.3; of equal ones the first in this order. The released code
 * is zero-shot, that is label weight 0, with k = 5 and γ = 5, and takes all images of the training part without their labels; here those drawn.
 */
export const zlapInductive = zlap("inductive", (kernels, texts, trainLabels, classCount) => {
  const { images } = texts;
  const graph = neighbourhood(kernels, images.train, images.train, texts);
  const propagation = createPropagation(graph, trainLabels, classCount);
  const validation = neighbourhood(kernels, images.validation, images.train, texts);
  const nodes = trainLabels.length + classCount;
  return {
    scores: (settings, part) => {
      const nearest =
        part === "validation"
          ? validation
          : neighbourhood(kernels, images.test, images.train, texts);
      return attachedScores(nearest, propagation(settings), classCount, settings);
    },
    // The keys, and the solutions at all nodes.
    storedNumbers: images.train.length + nodes * classCount,
  };
});

/**
 * ZLaP, transductive: training, validation and test images are nodes together with the class texts, and an image's scores are its solutions.
 * Stojnić et al. 2024 (arXiv:2404.04072), section 3.2. Tuned as the inductive one.
 */
export const zlapTransductive = zlap("transductive", (kernels, texts, trainLabels, classCount) => {
  const { train, validation, test, dimension } = texts.images;
  const nodes = new Float32Array(train.length + validation.length + test.length);
  nodes.set(train);
  nodes.set(validation, train.length);
  nodes.set(test, train.length + validation.length);
  const graph = neighbourhood(kernels, nodes, nodes, texts);
  const propagation = createPropagation(graph, trainLabels, classCount);
  const firstRow = { validation: train.length / dimension, test: 0 };
  firstRow.test = firstRow.validation + validation.length / dimension;
  return {
    scores: (settings, part) => {
      const rows = texts.images[part].length / dimension;
      const first = firstRow[part] * classCount;
      return propagation(settings).slice(first, first + rows * classCount);
    },
    storedNumbers: (nodes.length / dimension + classCount) * classCount,
  };
});
