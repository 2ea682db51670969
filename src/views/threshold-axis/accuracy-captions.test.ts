import { describe, expect, it } from "vitest";
import type { SweepRecord, SweepSettings } from "../../pipeline/artifacts.ts";
import { accuracyCaptions, wrapCaption, type CurveSituation } from "./accuracy-captions.ts";

const settings: SweepSettings = {
  splitSeed: 2,
  features: { modalityWeight: 0.5, center: true, scale: 10 },
  scope: "transductive",
  adapter: { bottleneckDimension: 64, residual: false, activation: "relu" },
  training: { shots: 4, runSeeds: [1, 2, 3], epochs: 150, learningRate: 1e-3, ewcLambda: 0 },
  thresholdCount: 20,
  pairBudget: 2_000_000,
};
const sweep: SweepRecord = {
  key: "k",
  settings,
  thresholds: [-1.01, 0.2, 1.01],
  points: [],
  linearProbes: [],
  origin: "computed",
  testRevealed: false,
  compute: null,
};
/** Every run is there. */
const whole: SweepRecord = {
  ...sweep,
  points: sweep.thresholds.flatMap((threshold) =>
    settings.training.runSeeds.map((runSeed) => ({
      runSeed,
      threshold,
      statistics: {
        threshold,
        edges: 0,
        meanDegree: 0,
        isolated: 1,
        homophily: null,
        adjustedHomophily: null,
        components: null,
        exact: true,
      },
      keptEpoch: 1,
      validationAccuracy: 0.5,
      validationLoss: 1,
      validationPredictions: [],
      testPredictions: [],
      trainLosses: [],
      seconds: 0,
    })),
  ),
};
const texts = (part: Partial<CurveSituation>): string =>
  accuracyCaptions({ sweep, current: settings, stale: false, running: false, test: null, ...part })
    .map(({ text }) => text)
    .join("\n");

describe("captions of the accuracy strip", () => {
  it("say scope, seeds and split, and that test is covered", () => {
    expect(texts({ sweep: whole })).toBe(
      "Validation mean ± sd, 3 seeds, transductive, split 2; test covered",
    );
  });

  it("name the settings that a stale curve was made with, and only those that differ", () => {
    const current = {
      ...settings,
      scope: "inductive" as const,
      training: { ...settings.training, shots: 16 as const },
    };
    expect(texts({ stale: true, current })).toContain(
      "Made with transductive, 4 shots. Run repeats it with your settings.",
    );
  });

  it("say that other data were used where the settings are the same", () => {
    expect(texts({ stale: true })).toContain("Made with other images, labels, texts or models.");
  });

  it("count the runs of a sweep that goes on, or was stopped", () => {
    expect(texts({ running: true })).toContain("0 of 9 runs trained");
    expect(texts({})).toContain("0 of 9 runs trained");
  });

  it("say of a recorded curve that it is recorded", () => {
    expect(texts({ sweep: { ...whole, origin: "recorded" } })).toContain("Recorded");
    expect(texts({})).not.toContain("Recorded");
  });

  it("give test at τ* and the optimism after the reveal", () => {
    const test = {
      atBest: { mean: 0.782, sd: 0.021 },
      curve: [],
      oracle: { mean: 0.801, sd: 0.01 },
      optimism: 0.019,
      linearProbe: null,
      bottleneckAdapter: null,
      differenceToLinearProbe: null,
    };
    const shown = texts({ test });
    expect(shown).toContain("Test at τ* 78.2\u00a0±\u00a02.1\u00a0%");
    expect(shown).toContain("1.9\u00a0points");
    expect(shown).not.toContain("covered");
  });
});

describe("wrapping", () => {
  const linesOf = (text: string, maxWidth: number, widthOf = (line: string) => line.length) =>
    wrapCaption({ text, tone: "plain" }, maxWidth, widthOf).map((line) => line.text);

  it("breaks into as few lines as needed, about equally long", () => {
    expect(linesOf("aaaa bbbb cccc dddd ee", 20)).toEqual(["aaaa bbbb", "cccc dddd ee"]);
  });

  it("keeps a short caption and a long word whole", () => {
    expect(linesOf("short one", 20)).toHaveLength(1);
    expect(linesOf("averyveryverylongword", 5)).toHaveLength(1);
  });

  it("goes by the width of each line: digits run wider than letters", () => {
    const widthOf = (line: string): number => line.replace(/[0-9]/g, "00").length;
    // "on 2026 at" is 10 characters, but 14 wide.
    expect(linesOf("on 2026 at noon", 11, widthOf)).toEqual(["on 2026", "at noon"]);
  });
});
