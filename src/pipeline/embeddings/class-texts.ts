/** Images and class texts in one space, as zero-shot classification and the methods built on it need them. */

import type { EmbeddingMatrix } from "../artifacts.ts";

export interface ClassTexts {
  /** "shared": one encoder pair, as CLIP. "conse": an image is the mean of the texts of its recognised words, weighted by their probabilities. */
  readonly space: "shared" | "conse";
  /** [N, D] one row an example, before normalisation; zeros where an image has none. */
  readonly images: EmbeddingMatrix;
  /** [C, D] one row a class, before normalisation. */
  readonly classes: EmbeddingMatrix;
  /** "a photo of a {}, a type of pet.", several with " | " between them, "{}", or the file they came from. */
  readonly prompt: string;
}
