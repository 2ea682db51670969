/** Why data cannot be trained on, and what would change that. */

import type { TrainingObstacle } from "../../studio/selectors/pools.ts";

export const OBSTACLE_WORDS: Readonly<Record<TrainingObstacle, string>> = {
  "no-labels":
    "No labels, so there is nothing to train on. Captions and graph still work. To train, put each class in a folder of its own, or add a labels.csv with the columns file and label.",
  "single-class":
    "One class only, so there is nothing to tell apart. Captions and graph still work. To train, add images of a second class.",
  "classes-too-small":
    "Fewer than two classes have three images or more, so there is nothing to train on. Captions and graph still work.",
  "no-validation":
    "No image is left to validate on, so no threshold could be chosen. Captions and graph still work. To train, add images to the train part.",
};
