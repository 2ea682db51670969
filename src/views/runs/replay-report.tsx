/** How a replay is going, and whether it gave the same numbers. */

import type { ComputeRecord } from "../../pipeline/artifacts.ts";
import { AGREEMENT_TOLERANCE, type ReplayResult } from "../../studio/replay-result.ts";
import { ErrorNotice } from "../controls/error-notice.tsx";
import { Progress } from "../controls/progress.tsx";
import { count, countOf } from "../format/count.ts";
import { percent } from "../format/percent.ts";
import { useCommands, useStudio } from "../studio-context.tsx";
import { DifferenceTable } from "./difference-table.tsx";

/** Enough to see the pattern. */
const MOST_ROWS = 40;

export function ReplayReport({ id }: { readonly id: string }) {
  const replay = useStudio((state) => state.runs.replay);
  const { cancel } = useCommands();
  if (replay?.id !== id) return null;
  const { run } = replay;
  switch (run.status) {
    case "idle":
      return null;
    case "running":
      return <Progress progress={run.progress} onCancel={cancel} />;
    case "cancelled":
      return <p role="status">The replay was stopped before it could be compared.</p>;
    case "failed":
      return <ErrorNotice error={run.error} />;
    case "ready":
      return <Verdict result={run.artifact} />;
  }
}

function Verdict({ result }: { readonly result: ReplayResult }) {
  const { differences } = result;
  return (
    <section className="replay-report">
      <h3>Replay</h3>
      <p role="status">{verdictWords(result)}</p>
      {differences.length === 0 ? null : (
        <details>
          <summary>
            {countOf(differences.length, "number")} or {differences.length === 1 ? "list" : "lists"}{" "}
            that differ
          </summary>
          <DifferenceTable
            differences={differences.slice(0, MOST_ROWS)}
            before="Record"
            after="Replay"
          />
          {differences.length > MOST_ROWS ? (
            <p className="hint">{count(differences.length - MOST_ROWS)} more are not listed.</p>
          ) : null}
        </details>
      )}
    </section>
  );
}

/** Says what was due: equal numbers on the same device, the tolerance on another. */
function verdictWords(result: ReplayResult): string {
  const { verdict, sameDevice, runs, agreement, before, after } = result;
  const tolerance = percent(AGREEMENT_TOLERANCE, 0);
  const agreed = `${percent(agreement)} agreement on validation`;
  if (verdict === "equal") return `Equal: every number of ${countOf(runs, "run")}, times apart.`;
  if (verdict === "within") {
    return `Within the tolerance: ${agreed} over ${countOf(runs, "run")}; at least ${tolerance} is due between ${deviceWords(before)} and ${deviceWords(after)}.`;
  }
  return sameDevice
    ? `Different: the numbers should be equal on ${deviceWords(after)}, and ${agreed} was found.`
    : `Different: ${agreed}, below the ${tolerance} due between ${deviceWords(before)} and ${deviceWords(after)}.`;
}

function deviceWords(compute: ComputeRecord | null): string {
  return compute === null ? "an unknown device" : `${compute.trainingBackend} (${compute.adapter})`;
}
