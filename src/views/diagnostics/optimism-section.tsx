/** How much choosing τ on test would have flattered; covered until the reveal. */

import { selectTestResult } from "../../studio/selectors/accuracy-curve.ts";
import { FactList } from "../controls/fact-list.tsx";
import { PanelSection } from "../controls/stage-panel.tsx";
import { accuracy, points } from "../format/accuracy.ts";
import { useStudio } from "../studio-context.tsx";

export function OptimismSection() {
  const test = useStudio(selectTestResult);
  return (
    <PanelSection title="Optimism of choosing on test">
      {test === null ? (
        <p>Known after the reveal, under Evaluation.</p>
      ) : (
        <FactList
          facts={[
            ["Test at τ* of validation", accuracy(test.atBest)],
            ["Highest on test, no result", accuracy(test.oracle)],
            ["Optimism", points(test.optimism)],
          ]}
        />
      )}
    </PanelSection>
  );
}
