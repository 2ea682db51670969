/** The estimators of the Fisher diagonal, E19 to E22; `estimateFisher` defines them. Apart from it, so that the page need not load TensorFlow.js. */

export const FISHER_ESTIMATORS = [
  "exact",
  "sampled",
  "empirical",
  "probability-weighted",
  "batched",
] as const;
export type FisherEstimator = (typeof FISHER_ESTIMATORS)[number];
