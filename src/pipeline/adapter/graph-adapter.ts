/**
 * The Graph Adapter: down projection, one graph convolution, up projection, classifier (E9 to E13).
 * With the identity as adjacency it is the bottleneck adapter; there is no second implementation.
 */

import type { AdapterSettings } from "../artifacts.ts";
import {
  add,
  ConstantMatrix,
  dispose,
  matMul,
  matMulTransposedRight,
  mul,
  relu,
  reshape,
  step,
  sum,
  tensor1d,
  tensor2d,
  tidy,
  variable,
  type Tensor1D,
  type Tensor2D,
} from "../tensor.ts";
import type { LinearBlock, TrainableModel } from "../trainable-model.ts";
import type { AdapterParameterValues, WeightValues } from "./initial-parameters.ts";

/**
 * All that the logits of n samples depend on: their own rows of X, Â X and Â 1. Other nodes come in only through Â, once a graph.
 * Of separate nodes (E3) a sample has two rows of Â X and Â 1 that follow each other, and one of X, the mean of its two.
 */
export interface GraphExamples {
  /** X [n, D] */
  readonly features: ConstantMatrix;
  /** Â X [n, D], or [2n, D] */
  readonly aggregated: ConstantMatrix;
  /** Â 1 [n, 1], or [2n, 1] */
  readonly aggregatedOnes: ConstantMatrix;
}

/**
 * P = X D + 1 b_d, M = act(Â P W + 1 b_g), U = M U_p + 1 b_u, H = X + U (or U without the residual), logits = H V + 1 b_v.
 *
 * Nothing non-linear stands before Â, so Â P = (Â X) D + (Â 1) b_d needs the graph once, not every epoch. And H is never formed:
 * logits = [X V] + M (U_p V) + 1 (b_u V + b_v), the same by associativity, with a product of C columns in place of one of D.
 *
 * The logits of a sample with two nodes are the mean of theirs (E3), and so those of the mean of its two rows of X and M.
 *
 * Shapes: X [n, D], D [D, R], W [R, R], U_p [R, D], V [D, C].
 */
export function createGraphAdapter(
  initial: AdapterParameterValues,
  settings: Pick<AdapterSettings, "residual" | "activation">,
): TrainableModel<GraphExamples> {
  const weights = uploadParameters(initial);

  /** Â P, Â P W + b_g and M, each [n, R]. */
  const hidden = ({ aggregated, aggregatedOnes }: GraphExamples) => {
    const down = add<Tensor2D>(
      aggregated.times(weights.downWeight),
      aggregatedOnes.times(row(weights.downBias)),
    );
    const gcn = add<Tensor2D>(matMul(down, weights.gcnWeight), weights.gcnBias);
    const active = settings.activation === "relu" ? relu(gcn) : gcn;
    return { down, gcn, active };
  };

  const head = ({ features }: GraphExamples, active: Tensor2D): Tensor2D => {
    const { upWeight, upBias, headWeight, headBias } = weights;
    const bias = add(matMul(row(upBias), headWeight), headBias); // [1, C]
    const adapted = add<Tensor2D>(matMul(active, matMul(upWeight, headWeight)), bias); // [n, C]
    return settings.residual ? add(features.times(headWeight), adapted) : adapted;
  };

  const linearBlocks = (examples: GraphExamples) => {
    if (examples.aggregated.rows !== examples.features.rows) {
      throw new RangeError("with two nodes a sample, its gradient is no outer product");
    }
    const { down, gcn, active } = hidden(examples);
    const up = add<Tensor2D>(matMul(active, weights.upWeight), weights.upBias); // [n, D]
    const adapted = settings.residual ? add<Tensor2D>(examples.features.tensor, up) : up;
    const upGradient = (logits: Tensor2D) => matMulTransposedRight(logits, weights.headWeight);
    const gcnGradient = (logits: Tensor2D): Tensor2D => {
      const active = matMulTransposedRight(upGradient(logits), weights.upWeight);
      return settings.activation === "relu" ? mul(active, step(gcn)) : active;
    };
    const downGradient = (logits: Tensor2D) =>
      matMulTransposedRight(gcnGradient(logits), weights.gcnWeight);
    const blocks: readonly LinearBlock[] = [
      {
        weight: "downWeight",
        bias: "downBias",
        input: examples.aggregated.tensor,
        biasInput: examples.aggregatedOnes.tensor,
        outputGradient: downGradient,
      },
      block("gcnWeight", "gcnBias", down, gcnGradient),
      block("upWeight", "upBias", active, upGradient),
      block("headWeight", "headBias", adapted, (logits) => logits),
    ];
    return { logits: head(examples, active), blocks };
  };

  return {
    parameters: Object.entries(weights).map(([name, variable]) => ({ name, variable })),
    logits: (examples) =>
      tidy(() => head(examples, sampleMeans(hidden(examples).active, examples.features.rows))),
    linearBlocks,
    dispose: () => dispose(Object.values(weights)),
  };
}

type AdapterWeights = ReturnType<typeof uploadParameters>;

/** In the order of `parameters`. */
function uploadParameters(initial: AdapterParameterValues) {
  return {
    downWeight: matrix(initial.downWeight),
    downBias: vector(initial.downBias),
    gcnWeight: matrix(initial.gcnWeight),
    gcnBias: vector(initial.gcnBias),
    upWeight: matrix(initial.upWeight),
    upBias: vector(initial.upBias),
    headWeight: matrix(initial.headWeight),
    headBias: vector(initial.headBias),
  };
}

// tidy frees the tensor that a variable starts from, never the variable.
const matrix = ({ shape, values }: WeightValues) => tidy(() => variable(tensor2d(values, shape)));
const vector = (values: Float32Array) => tidy(() => variable(tensor1d(values)));

/** Means of the rows of each sample. [samples k, R] -> [samples, R]. */
function sampleMeans(rows: Tensor2D, samples: number): Tensor2D {
  const [count, width] = rows.shape;
  if (count === samples) return rows;
  const each = count / samples;
  return mul(sum(reshape(rows, [samples, each, width]), 1), 1 / each);
}

function row(bias: Tensor1D): Tensor2D {
  return reshape(bias, [1, bias.size]);
}

function block(
  weight: keyof AdapterWeights,
  bias: keyof AdapterWeights,
  input: Tensor2D,
  outputGradient: LinearBlock["outputGradient"],
): LinearBlock {
  return { weight, bias, input, biasInput: null, outputGradient };
}
