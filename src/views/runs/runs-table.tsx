/** Kept runs, one row each. */

import type { LedgerSummary } from "../../studio/ledger-record.ts";
import { dateTime } from "../format/date-time.ts";
import { clockTime, spokenDuration } from "../format/duration.ts";
import { useCommands } from "../studio-context.tsx";
import { figureWords, KIND_TITLES, runTitle, scopeWords } from "./run-words.ts";

interface RunsTableProps {
  readonly runs: readonly LedgerSummary[];
  readonly selected: readonly string[];
  readonly onSelect: (id: string, selected: boolean) => void;
}

export function RunsTable({ runs, selected, onSelect }: RunsTableProps) {
  return (
    <div className="runs-scroll sideways" tabIndex={0} role="region" aria-label="Kept runs">
      <table className="data-table words-table">
        <thead>
          <tr>
            <th scope="col">
              <span className="visually-hidden">Chosen</span>
            </th>
            <th scope="col">
              <span className="visually-hidden">Star</span>
            </th>
            <th scope="col">When</th>
            <th scope="col">Data set</th>
            <th scope="col">Kind</th>
            <th scope="col">Scope</th>
            <th scope="col">Seeds</th>
            <th scope="col">Device</th>
            <th scope="col">Time</th>
            <th scope="col">Validation</th>
            <th scope="col">Note</th>
          </tr>
        </thead>
        <tbody>
          {runs.map((run) => (
            <RunRow
              key={run.id}
              run={run}
              selected={selected.includes(run.id)}
              onSelect={(now) => onSelect(run.id, now)}
            />
          ))}
        </tbody>
      </table>
    </div>
  );
}

interface RunRowProps {
  readonly run: LedgerSummary;
  readonly selected: boolean;
  readonly onSelect: (selected: boolean) => void;
}

function RunRow({ run, selected, onSelect }: RunRowProps) {
  const commands = useCommands();
  const title = runTitle(run);
  return (
    <tr>
      <td>
        <input
          type="checkbox"
          checked={selected}
          aria-label={`Choose ${title}`}
          onChange={(event) => onSelect(event.target.checked)}
        />
      </td>
      <td>
        <button
          type="button"
          className="button button-icon run-star"
          aria-pressed={run.starred}
          aria-label={`Star ${title}`}
          onClick={() => void commands.patchRun(run.id, { starred: !run.starred })}
        >
          {run.starred ? "★" : "☆"}
        </button>
      </td>
      <th scope="row">
        <button
          type="button"
          className="link-button"
          onClick={() => void commands.showRuns([run.id])}
        >
          {dateTime(run.finishedAt)}
        </button>
        {run.finished ? null : <span className="hint"> stopped</span>}
      </th>
      <td className="words">{run.dataset.name}</td>
      <td>{KIND_TITLES[run.kind]}</td>
      <td>{scopeWords(run)}</td>
      <td>{run.settings.training.runSeeds.join(", ")}</td>
      <td>{run.compute?.trainingBackend ?? "unknown"}</td>
      <td>
        <span aria-hidden="true">{clockTime(run.seconds)}</span>
        <span className="visually-hidden">{spokenDuration(run.seconds)}</span>
      </td>
      <td className="words run-figures">{figureWords(run)}</td>
      <td className="run-note">{run.note}</td>
    </tr>
  );
}
