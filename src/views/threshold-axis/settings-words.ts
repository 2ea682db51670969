/** Settings in words, for a curve that was made with other ones than those on the page. */

import type { Shots, SweepSettings } from "../../pipeline/artifacts.ts";
import { count } from "../format/count.ts";

type Words = (settings: SweepSettings) => string;

/** One entry a setting that changes a sweep's numbers, in data-path order. */
const SETTING_WORDS: readonly Words[] = [
  ({ splitSeed }) => `split ${splitSeed}`,
  ({ features }) => `text weight ${features.modalityWeight.toFixed(2)}`,
  ({ features }) => (features.center ? "centred" : "not centred"),
  ({ features }) => `feature scale ${features.scale}`,
  ({ scope }) => scope,
  ({ adapter }) => `bottleneck of ${adapter.bottleneckDimension}`,
  ({ adapter }) => (adapter.residual ? "with residual" : "without residual"),
  ({ adapter }) => (adapter.activation === "relu" ? "ReLU" : "no activation"),
  ({ training }) => shotsWords(training.shots),
  ({ training }) => `seeds ${training.runSeeds.join(", ")}`,
  ({ training }) => `${training.epochs} epochs`,
  ({ training }) => `learning rate ${training.learningRate}`,
  ({ thresholdCount }) => `${thresholdCount} thresholds`,
  ({ pairBudget }) => `up to ${count(pairBudget)} pairs kept`,
];

function shotsWords(shots: Shots): string {
  if (shots === "all") return "all training images";
  return shots === 1 ? "1 shot" : `${shots} shots`;
}

/** What `made` was made with, where that differs from `current`; empty when the data are what differs. */
export function settingsThatDiffer(made: SweepSettings, current: SweepSettings): readonly string[] {
  return SETTING_WORDS.filter((words) => words(made) !== words(current)).map((words) =>
    words(made),
  );
}
