/** The sequences that were run, over seeds, and their test accuracy once that is revealed. */

import {
  sequenceResults,
  type RevealedTest,
  type SequenceResult,
} from "../../pipeline/continual/sequence-results.ts";
import { memoise } from "./memoise.ts";
import { selectDataset, selectShownSplit } from "./pools.ts";
import { selectDomainNames, selectStudyTestLabels } from "./study-key.ts";

/** Null while the test accuracy of sequences is covered. */
export const selectContinualTest = memoise(
  (state) => [
    selectStudyTestLabels(state, "continual") !== null,
    selectDataset(state),
    selectShownSplit(state),
    selectDomainNames(state),
  ],
  (isRevealed, dataset, split, domainNames): RevealedTest | null => {
    if (!isRevealed || dataset === null || split === null) return null;
    const examples = [...split.test].flatMap((example) => dataset.examples[example] ?? []);
    return {
      labels: examples.map(({ label }) => label ?? -1),
      domains: examples.map(({ domain }) =>
        domain === undefined ? -1 : domainNames.indexOf(domain),
      ),
    };
  },
);

export const selectContinualResults = memoise(
  (state) => [state.studies.continual.record?.runs ?? null, selectContinualTest(state)],
  (runs, revealed): readonly SequenceResult[] =>
    runs === null ? [] : sequenceResults(runs, revealed),
);
