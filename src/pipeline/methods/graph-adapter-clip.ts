/** GraphAdapter: class texts refined by graph convolutions over all class texts and all class prototypes. */

import { childSeed, createRandom } from "../../numeric/random.ts";
import {
  add,
  dispose,
  matMul,
  mul,
  tanh,
  tensor2d,
  tidy,
  transpose,
  variable,
  type Tensor2D,
} from "../tensor.ts";
import { chooseByGradients, type GradientModel } from "./gradient-training.ts";
import type { Method, TextSpace } from "./method.ts";
import { adamOptimizer, cosineSchedule } from "./optimizers.ts";
import { classMeans, LOGIT_SCALE } from "./text-space.ts";
import { unitRows } from "./unit-rows.ts";

/** Share of the graph of texts beside that of image prototypes. */
const TEXT_SHARE = 0.7;
const KEPT_SHARES = [0.9, 0.6];
const LEARNING_RATES = [1e-4, 1e-3];
const EPOCHS = 30;

/** W [d, d] and the class-wise bias [C, d] of one graph. */
export interface GraphConvolution {
  readonly weights: Float32Array;
  readonly bias: Float32Array;
}

/**
 * What a class text receives in its own graph, whose nodes are the text itself (row 0) and the C given ones: row 0 of D^(-1/2) (max(cos, 0) + I) D^(-1/2) X.
 * Li et al. 2023 (arXiv:2309.13625), equations 3 to 5. The diagonal of the cosines is 1 already, so a node weighs itself 2.
 *
 * @param texts T [C, d] unit rows @param nodes [C, d] unit rows, or zeros for a class without rows
 * @returns [C, d]. O(C² d + C³): the cosines among the nodes are the same in every graph.
 */
export function aggregatedNodes(
  texts: Float32Array,
  nodes: Float32Array,
  dimension: number,
): Float32Array {
  const classCount = texts.length / dimension;
  const positiveCosine = (a: Float32Array, i: number, b: Float32Array, j: number): number => {
    let sum = 0;
    for (let k = 0; k < dimension; k++) sum += a[i * dimension + k]! * b[j * dimension + k]!;
    return Math.max(0, sum);
  };
  const classes = Array.from({ length: classCount }, (_, c) => c);
  // The degree that a node has from the other nodes and from itself.
  const ownDegree = classes.map((i) =>
    classes.reduce((sum, j) => sum + positiveCosine(nodes, i, nodes, j), 1),
  );
  const result = new Float32Array(texts.length);
  for (const c of classes) {
    const row = result.subarray(c * dimension, (c + 1) * dimension);
    const edges = classes.map((j) => positiveCosine(texts, c, nodes, j));
    const own = positiveCosine(texts, c, texts, c) + 1;
    const degree = edges.reduce((sum, edge) => sum + edge, own);
    for (let k = 0; k < dimension; k++) {
      let sum = (own / degree) * texts[c * dimension + k]!;
      for (const j of classes) {
        sum +=
          (edges[j]! / Math.sqrt(degree * (ownDegree[j]! + edges[j]!))) * nodes[j * dimension + k]!;
      }
      row[k] = sum;
    }
  }
  return result;
}

/**
 * logits = s f unit(T')ᵀ, t'_c = β t_c + (1 - β) (0.7 tanh(g_c W + b_c) + 0.3 tanh(h_c V + e_c)), g and h the aggregates over class texts and over
 * class prototypes. The caller disposes.
 */
export function graphAdapterModel(
  { classes, images: { dimension } }: TextSpace,
  aggregates: { readonly texts: Float32Array; readonly prototypes: Float32Array },
  convolutions: { readonly texts: GraphConvolution; readonly prototypes: GraphConvolution },
  keptShare: number,
): GradientModel {
  const classCount = classes.length / dimension;
  const matrix = (values: Float32Array): Tensor2D =>
    tensor2d(values, [values.length / dimension, dimension]);
  const open = ({ weights, bias }: GraphConvolution) => ({
    weights: tidy(() => variable(matrix(weights))),
    bias: tidy(() => variable(matrix(bias))),
  });
  const [textGraph, prototypeGraph] = [open(convolutions.texts), open(convolutions.prototypes)];
  const [fromTexts, fromPrototypes] = [matrix(aggregates.texts), matrix(aggregates.prototypes)];
  const texts = tensor2d(classes, [classCount, dimension]);
  const convolve = (input: Tensor2D, { weights, bias }: ReturnType<typeof open>): Tensor2D =>
    tanh(add(matMul(input, weights), bias)); // [C, d] -> [C, d]
  const variables = [
    textGraph.weights,
    textGraph.bias,
    prototypeGraph.weights,
    prototypeGraph.bias,
  ];
  return {
    variables,
    logits: (rows) => {
      const refined = add(
        mul(convolve(fromTexts, textGraph), TEXT_SHARE),
        mul(convolve(fromPrototypes, prototypeGraph), 1 - TEXT_SHARE),
      );
      const mixed: Tensor2D = add(mul(texts, keptShare), mul(refined, 1 - keptShare));
      return rows.times(mul(transpose(unitRows(mixed)), LOGIT_SCALE)); // [n, d] -> [n, C]
    },
    penalty: null,
    dispose: () => {
      dispose([...variables, fromTexts, fromPrototypes, texts]);
    },
  };
}

/**
 * GraphAdapter (`graphAdapterModel`), s = 100, prototypes the unit means of the training rows of each class.
 * Li et al. 2023 (arXiv:2309.13625).
 *
 * W starts uniform in ±1/√d, the biases at 0. Tuned: β in {0.9, 0.6} x learning rate in {1e-4, 1e-3} of Adam with a cosine over 30 epochs, batches
 * of 256; of equal ones the first; and the epoch. The released code has one hidden size, 512, and splits the classes into 4 groups, each a graph of its
 * own, so it runs only where 4 divides C; here one group holds all classes. It keeps texts and prototypes at their own length, here they are unit.
 */
export const graphAdapterClip: Method = {
  id: "graph-adapter",
  name: "GraphAdapter",
  scope: "inductive",
  needsClassTexts: true,
  source: "Li et al. 2023, arXiv:2309.13625",
  run: (problem, tools) =>
    chooseByGradients(problem, tools, {
      method: graphAdapterClip,
      configurations: KEPT_SHARES.flatMap((keptShare) =>
        LEARNING_RATES.map((learningRate) => ({ keptShare, learningRate })),
      ),
      tuned: ({ keptShare, learningRate }) => ({ beta: keptShare, "learning rate": learningRate }),
      schedule: { epochs: EPOCHS, batchRows: 256, validateEvery: 2 },
      open: ({ keptShare, learningRate }, texts) => {
        const { classes, images } = texts;
        const prototypes = unitPrototypes(texts, problem.trainLabels, problem.classCount);
        const aggregates = {
          texts: aggregatedNodes(classes, classes, images.dimension),
          prototypes: aggregatedNodes(classes, prototypes, images.dimension),
        };
        const random = createRandom(childSeed(problem.runSeed, "graph-adapter"));
        const convolution = (): GraphConvolution => ({
          weights: Float32Array.from(
            { length: images.dimension ** 2 },
            () => (2 * random.uniform() - 1) / Math.sqrt(images.dimension),
          ),
          bias: new Float32Array(classes.length),
        });
        const convolutions = { texts: convolution(), prototypes: convolution() };
        const model = graphAdapterModel(texts, aggregates, convolutions, keptShare);
        const schedule = cosineSchedule(learningRate, EPOCHS);
        return { model, optimizer: adamOptimizer(model.variables, schedule) };
      },
    }),
};

function unitPrototypes(
  { images: { dimension, train } }: TextSpace,
  labels: Int32Array,
  classCount: number,
): Float32Array {
  const means = Float32Array.from(classMeans(train, dimension, labels, classCount));
  for (let start = 0; start < means.length; start += dimension) {
    const mean = means.subarray(start, start + dimension);
    const length = Math.sqrt(mean.reduce((sum, value) => sum + value * value, 0));
    if (length > 0) mean.forEach((value, k) => (mean[k] = value / length));
  }
  return means;
}
