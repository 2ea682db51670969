/** Two kept runs: what was asked for otherwise, then data and device, then what came out. */

import { useEffect, useRef } from "react";
import {
  ledgerDifference,
  type Difference,
  type FigureDifference,
} from "../../studio/ledger-difference.ts";
import type { LedgerRecord } from "../../studio/ledger-record.ts";
import { accuracy, pointsWithSpread } from "../format/accuracy.ts";
import { useCommands } from "../studio-context.tsx";
import { DifferenceTable } from "./difference-table.tsx";
import { runCurve } from "./run-curve-layout.ts";
import { RunCurve } from "./run-curve.tsx";
import { runTitle } from "./run-words.ts";

interface RunComparisonProps {
  readonly before: LedgerRecord;
  readonly after: LedgerRecord;
}

export function RunComparison({ before, after }: RunComparisonProps) {
  const heading = useRef<HTMLHeadingElement>(null);
  const { showRuns } = useCommands();
  useEffect(() => heading.current?.focus(), []);
  const difference = ledgerDifference(before, after);
  return (
    <article className="run-details">
      <h2 ref={heading} tabIndex={-1}>
        Two runs compared
      </h2>
      <p>
        Before: {runTitle(before)}.<br />
        After: {runTitle(after)}.
      </p>
      <div className="button-row">
        <button type="button" className="button" onClick={() => void showRuns([])}>
          All runs
        </button>
      </div>
      <Part title="Configuration" differences={difference.configuration} />
      <Part title="Data" differences={difference.data} />
      <Part title="Device" differences={difference.device} />
      <section>
        <h3>Figures</h3>
        <FigureTable figures={difference.figures} />
        {before.kind === "sweep" && after.kind === "sweep" ? (
          <RunCurve
            curves={[
              { name: "Before", points: runCurve(before.body) },
              { name: "After", points: runCurve(after.body) },
            ]}
          />
        ) : null}
      </section>
    </article>
  );
}

function Part({
  title,
  differences,
}: {
  readonly title: string;
  readonly differences: readonly Difference[];
}) {
  return (
    <section>
      <h3>{title}</h3>
      {differences.length === 0 ? (
        <p>The same.</p>
      ) : (
        <DifferenceTable differences={differences} before="Before" after="After" />
      )}
    </section>
  );
}

function FigureTable({ figures }: { readonly figures: readonly FigureDifference[] }) {
  const rows = figures.flatMap(({ name, validation, test }) => [
    { name, part: "validation", ...validation },
    ...(test === null ? [] : [{ name, part: "test", ...test }]),
  ]);
  return (
    <table className="data-table words-table">
      <caption>
        Difference is after minus before, over the seeds that both runs have; test only where both
        have uncovered it
      </caption>
      <thead>
        <tr>
          <th scope="col">Figure</th>
          <th scope="col">Before</th>
          <th scope="col">After</th>
          <th scope="col">Difference</th>
        </tr>
      </thead>
      <tbody>
        {rows.map(({ name, part, before, after, paired }) => (
          <tr key={`${name} ${part}`}>
            <th scope="row">
              {name}, {part}
            </th>
            <td>{before === null ? "–" : accuracy(before)}</td>
            <td>{after === null ? "–" : accuracy(after)}</td>
            <td>
              {paired === null
                ? "no common seed"
                : `${pointsWithSpread(paired.difference)}, ${paired.runSeeds.length === 1 ? "seed" : "seeds"} ${paired.runSeeds.join(", ")}`}
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}
