/** The roles of arrays as a visitor would say them. */

import type { FeatureRole } from "../../pipeline/embeddings/imported-features.ts";

export const ROLE_WORDS: Readonly<Record<FeatureRole, string>> = {
  "image-features": "image features",
  "text-features": "text features",
  "class-text-features": "class text features",
  labels: "labels",
  "file-names": "file names",
  captions: "captions",
  splits: "parts of the split",
  shots: "published draw",
  "class-names": "class names",
  ignore: "nothing",
};

export const ROLES: readonly FeatureRole[] = [
  "image-features",
  "text-features",
  "class-text-features",
  "labels",
  "file-names",
  "captions",
  "splits",
  "shots",
  "class-names",
  "ignore",
];
