/** Methods that cannot run on cached features and stand in the table with their parameter counts alone. */

export interface CountedMethod {
  readonly name: string;
  readonly source: string;
  /** Trainable numbers with CLIP ViT-B/16; of any number of classes. */
  readonly parameters: number;
  /** What the count is made of. */
  readonly configuration: string;
  /** Why it does not run here. */
  readonly reason: string;
}

const THROUGH_TEXT =
  "It learns what the text encoder reads, so every step goes back through that encoder, and cached features hold only what came out of it.";

export const PARAMETER_COUNT_ONLY: readonly CountedMethod[] = [
  {
    name: "CoOp",
    source: "Zhou et al. 2022, arXiv:2109.01134",
    parameters: 8192,
    configuration: "16 context vectors of 512 numbers, shared by all classes",
    reason: THROUGH_TEXT,
  },
  {
    name: "CoCoOp",
    source: "Zhou et al. 2022, arXiv:2203.05557",
    parameters: 35_360,
    configuration: "4 context vectors of 512 numbers and a network that moves them by the image",
    reason: THROUGH_TEXT,
  },
  {
    name: "MaPLe",
    source: "Khattak et al. 2023, arXiv:2210.03117",
    parameters: 3_555_072,
    configuration: "2 context vectors in each of 9 layers, with maps from text to image",
    reason:
      "It learns prompts inside both encoders, so every step goes back through them, and cached features hold only what came out.",
  },
];
