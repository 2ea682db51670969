/** What the page has to know of a variant before it runs. */

import type { VariantId } from "./ablation.ts";

export interface VariantFacts {
  readonly id: VariantId;
  readonly name: string;
  /** One plain sentence: what is changed, all else being equal. */
  readonly change: string;
  /** All of them, or the variant says what is missing and does not run. */
  readonly needs: readonly ("class-texts" | "text-features" | "image-features")[];
}

const fact = (
  id: VariantId,
  name: string,
  change: string,
  ...needs: VariantFacts["needs"]
): VariantFacts => ({ id, name, change, needs });

/** In the order of ganet.md section 5. */
export const VARIANT_FACTS: readonly VariantFacts[] = [
  fact("reference", "Reference", "The current settings; every difference is taken to it."),
  fact("no-text", "No text", "w = 0: image features only.", "image-features", "text-features"),
  fact("no-image", "No image", "w = 1: text features only.", "text-features", "image-features"),
  fact(
    "constant-caption",
    "Constant caption",
    "Every image has the same text: the mean of all.",
    "text-features",
  ),
  fact("no-graph", "No graph", "Â = I: the plain bottleneck adapter."),
  fact("random-graph", "Random graph", "Edges swapped at random, every degree kept; five draws."),
  fact("shuffled-graph", "Shuffled graph", "The same graph on permuted nodes; five draws."),
  fact("no-residual", "Residual off", "H = U instead of X + U."),
  fact("no-activation", "Activation off", "No ReLU after the graph convolution."),
  fact(
    "separate-nodes",
    "Separate nodes",
    "One node an image and one a text (E3).",
    "text-features",
    "image-features",
  ),
  fact("top-k", "Top-k cap", "At most k neighbours a node, joined where either end wants it."),
  fact("weighted", "Weighted edges", "A_ij = S_ij where S_ij > max(τ, 0)."),
  fact("soft-weighted", "Soft edges", "A_ij = exp(6 (S_ij - 1)) where S_ij > τ."),
  fact("inductive", "Inductive", "Edges from training nodes only."),
  fact("transductive", "Transductive", "One graph over all nodes: uses unlabelled test images."),
  fact("batch-shuffled", "Batches of 16, shuffled", "A graph inside each random batch of 16."),
  fact(
    "batch-file-order",
    "Batches of 16, file order",
    "The same in the order of the files: class by class, labels leak through the batch.",
  ),
  fact("bottleneck-8", "r = 8", "Bottleneck dimension 8."),
  fact("bottleneck-16", "r = 16", "Bottleneck dimension 16."),
  fact("bottleneck-64", "r = 64", "Bottleneck dimension 64."),
  fact("bottleneck-256", "r = 256", "Bottleneck dimension 256."),
  fact(
    "retrieved-text",
    "Retrieved text",
    "Each image's text is the nearest of all class texts.",
    "class-texts",
  ),
  fact(
    "paper-code",
    "Paper code",
    "Our reading of the published scripts: raw features, edges above 0.7 inside shuffled batches of 16, no activation, no residual, r = 512, a graph convolution as head.",
  ),
];
