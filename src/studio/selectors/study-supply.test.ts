/** What the page offers is what the pipeline runs. */

import { expect, test } from "vitest";
import { syntheticStudy } from "../../pipeline/ablations/synthetic-study.ts";
import { VARIANT_FACTS } from "../../pipeline/ablations/variant-facts.ts";
import { VARIANTS } from "../../pipeline/ablations/variants.ts";
import type { Dataset } from "../../pipeline/artifacts.ts";
import { separateObstacle } from "../../pipeline/graph/separate-nodes.ts";
import { METHOD_FACTS } from "../../pipeline/methods/method-facts.ts";
import type { StudyProblem } from "../../pipeline/methods/study-problem.ts";
import { createStudio } from "../store.ts";
import { lackingOf, selectStudySupply, type StudySupply } from "./study-supply.ts";

const DATASET: Dataset = {
  name: "features",
  layout: "feature-files",
  classNames: [],
  examples: [],
  problems: [],
};

function supplyOf({ embeddings, settings }: StudyProblem): StudySupply {
  const studio = createStudio();
  const { patchDataset, patchEmbeddings } = studio.getState();
  patchDataset({ run: { status: "ready", artifact: DATASET, madeFrom: "" } });
  patchEmbeddings({
    run: { status: "ready", artifact: embeddings, madeFrom: "" },
    settings: settings.features,
  });
  return selectStudySupply(studio.getState());
}

const { study } = syntheticStudy();
const withWeight = (modalityWeight: number, on = study): StudyProblem => ({
  ...on,
  settings: { ...on.settings, features: { ...on.settings.features, modalityWeight } },
});
const { text } = study.embeddings;
const imageOnly: StudyProblem = {
  ...study,
  embeddings: {
    ...study.embeddings,
    text: { ...text, values: new Float32Array(text.values.length) },
  },
};

const CONDITIONS: readonly (readonly [string, StudyProblem])[] = [
  ["image and text", withWeight(0.5)],
  ["w = 0", withWeight(0)],
  ["w = 1", withWeight(1)],
  ["no text features", withWeight(0, imageOnly)],
];

test.each(CONDITIONS)("every ablation that is offered runs: %s", (_, on) => {
  const supply = supplyOf(on);
  for (const { id, needs } of VARIANT_FACTS) {
    const offered = lackingOf(needs, supply) === null;
    const obstacle = VARIANTS.find((variant) => variant.id === id)?.obstacle(on);
    expect(offered ? obstacle : null, id).toBeNull();
    // And none is held back that would run, apart from those whose modality takes no part at all.
    if (!offered && on.settings.features.modalityWeight === 0.5)
      expect(obstacle, id).not.toBeNull();
  }
});

test.each(CONDITIONS)("separate nodes are offered where there can be any: %s", (_, on) => {
  const facts = METHOD_FACTS.find(({ id }) => id === "ga-net-separate-inductive");
  const { embeddings, settings } = on;
  expect(lackingOf(facts?.needs ?? [], supplyOf(on)) === null).toBe(
    separateObstacle(embeddings, settings.features) === null,
  );
});
