/** Starts the chosen sequences, tells how far they are, and stops them. */

import { selectDomainNames, selectStudyIsStale } from "../../studio/selectors/study-key.ts";
import type { ContinualChoice } from "../../studio/slices/studies.ts";
import { ErrorNotice } from "../controls/error-notice.tsx";
import { Progress } from "../controls/progress.tsx";
import { countOf } from "../format/count.ts";
import { useCommands, useStudio } from "../studio-context.tsx";
import { thresholdWords } from "../threshold-axis/threshold-words.ts";
import { plannedSequences } from "./continual-plan.ts";

export function RunSection({ choice }: { readonly choice: ContinualChoice }) {
  const commands = useCommands();
  const run = useStudio((state) => state.studies.continual.run);
  const threshold = useStudio((state) => state.graph.threshold);
  const seedCount = useStudio((state) => state.training.settings.runSeeds.length);
  const domainCount = useStudio((state) => selectDomainNames(state).length);
  const sequences = plannedSequences(choice, threshold, domainCount);
  if (run.status === "running") {
    return <Progress progress={run.progress} onCancel={() => commands.cancelStudy("continual")} />;
  }
  return (
    <div className="continual-run">
      <button
        type="button"
        className="button button-primary"
        onClick={() => void commands.runStudy("continual", { sequences })}
      >
        Run sequences
      </button>
      <p className="hint">
        {countOf(sequences.length, "sequence")} with {countOf(seedCount, "seed")} each, inductive
        graph at the present τ {thresholdWords(threshold)}. What is finished is not run again.
      </p>
      {run.status === "failed" ? <ErrorNotice error={run.error} /> : null}
      {run.status === "cancelled" ? (
        <p className="hint">Cancelled. What is done is kept; Run goes on from there.</p>
      ) : null}
      <StaleNotice />
    </div>
  );
}

function StaleNotice() {
  const stale = useStudio((state) => selectStudyIsStale(state, "continual"));
  if (!stale) return null;
  return (
    <div className="notice notice-warning">
      <p className="notice-title">Made with other settings</p>
      <p>The results shown belong to other data or settings of the page. Run makes new ones.</p>
    </div>
  );
}
