/** The sequences that were run, over seeds, and their test accuracy once that is revealed. */

import { sequenceResults, type SequenceResult } from "../../pipeline/continual/sequence-results.ts";
import { memoise } from "./memoise.ts";
import { selectDataset, selectShownSplit } from "./pools.ts";
import { selectDomainNames, selectStudyTestLabels } from "./study-key.ts";

export const selectContinualResults = memoise(
  (state) => [
    state.studies.continual.record?.runs ?? null,
    selectStudyTestLabels(state, "continual") !== null,
    selectDataset(state),
    selectShownSplit(state),
    selectDomainNames(state),
  ],
  (runs, isRevealed, dataset, split, domainNames): readonly SequenceResult[] => {
    if (runs === null) return [];
    if (!isRevealed || dataset === null || split === null) return sequenceResults(runs, null);
    const examples = [...split.test].flatMap((example) => dataset.examples[example] ?? []);
    return sequenceResults(runs, {
      labels: examples.map(({ label }) => label ?? -1),
      domains: examples.map(({ domain }) =>
        domain === undefined ? -1 : domainNames.indexOf(domain),
      ),
    });
  },
);
