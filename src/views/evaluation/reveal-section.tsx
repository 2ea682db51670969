/** Test accuracy: covered until τ* is fixed and the visitor asks for it, then what choosing on test would have claimed. */

import type { TestResult } from "../../pipeline/evaluation/accuracy-curve.ts";
import { selectCurve } from "../../studio/selectors/accuracy-curve.ts";
import { selectSweepIsStale } from "../../studio/selectors/sweep-key.ts";
import { FactList } from "../controls/fact-list.tsx";
import { PanelSection } from "../controls/stage-panel.tsx";
import { accuracy, points, pointsWithSpread } from "../format/accuracy.ts";
import { useCommands, useStudio } from "../studio-context.tsx";

interface RevealSectionProps {
  /** Null while covered. */
  readonly test: TestResult | null;
}

export function RevealSection({ test }: RevealSectionProps) {
  return (
    <PanelSection title="Test">
      {test === null ? <RevealButton /> : <Revealed test={test} />}
    </PanelSection>
  );
}

function RevealButton() {
  const commands = useCommands();
  const running = useStudio((state) => state.evaluation.run.status === "running");
  const stale = useStudio(selectSweepIsStale);
  const seenBefore = useStudio((state) => state.evaluation.sweep?.testRevealed === true);
  const chosen = useStudio((state) => (selectCurve(state)?.best ?? null) !== null);
  return (
    <>
      <button
        type="button"
        className="button"
        disabled={running || stale || !chosen}
        onClick={commands.revealTest}
      >
        Reveal test accuracy
      </button>
      <p className="hint">
        {running
          ? "Covered until the sweep ends or is stopped, so that τ* is fixed."
          : stale
            ? "Covered: the settings changed since this sweep."
            : "τ* is fixed by validation. A changed setting covers test again."}
      </p>
      {seenBefore ? (
        <p className="hint">
          Test was revealed with these settings before, so a τ* chosen since is no longer blind.
        </p>
      ) : null}
    </>
  );
}

function Revealed({ test }: { readonly test: TestResult }) {
  const facts: [string, string][] = [["GA-Net at τ*, test", accuracy(test.atBest)]];
  if (test.differenceToLinearProbe !== null) {
    facts.push(["Minus linear probe", pointsWithSpread(test.differenceToLinearProbe)]);
  }
  return (
    <>
      <FactList facts={facts} />
      <div className="oracle">
        <FactList
          facts={[
            ["Highest on test", accuracy(test.oracle)],
            ["Optimism of choosing on test", points(test.optimism)],
          ]}
        />
      </div>
      <p className="hint">
        The highest test accuracy is not a result: no one may choose τ on test. Its distance from
        test at τ* is how much such a choice would flatter.
      </p>
    </>
  );
}
