/** How many pairs are kept and sorted, and what that means for this graph. */

import { PAIR_BUDGET_RANGE } from "../../studio/slices/graph.ts";
import { selectRankedPairs } from "../../studio/selectors/threshold-axis.ts";
import { NumberField } from "../controls/number-field.tsx";
import { count } from "../format/count.ts";
import { useCommands, useStudio } from "../studio-context.tsx";
import { thresholdNumber } from "../threshold-axis/threshold-words.ts";

export function PairBudgetField() {
  const pairBudget = useStudio((state) => state.graph.pairBudget);
  const ranked = useStudio(selectRankedPairs);
  const commands = useCommands();
  const cutoff = ranked?.cutoff ?? -Infinity;
  return (
    <NumberField
      label="Pairs kept"
      value={pairBudget}
      min={PAIR_BUDGET_RANGE.min}
      max={PAIR_BUDGET_RANGE.max}
      step={1}
      hint={
        cutoff === -Infinity
          ? "The most similar pairs are kept and sorted, at most so many. This graph keeps all of its pairs."
          : `The ${count(ranked?.similarity.length ?? 0)} pairs above similarity ${thresholdNumber(cutoff)} are kept and sorted. Weaker ones are only counted, so below it τ moves in steps of 1/4,096.`
      }
      onCommit={commands.setPairBudget}
    />
  );
}
