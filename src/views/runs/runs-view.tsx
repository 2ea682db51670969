/** Every run that this browser has kept: the list, one that is open, or two that are compared. */

import { useEffect, useState } from "react";
import { ErrorNotice } from "../controls/error-notice.tsx";
import { countOf } from "../format/count.ts";
import { useCommands, useStudio } from "../studio-context.tsx";
import { RunComparison } from "./run-comparison.tsx";
import { RunDetails } from "./run-details.tsx";
import { matches, runTitle, type RunFilter } from "./run-words.ts";
import { RunsTable } from "./runs-table.tsx";
import { RunsToolbar } from "./runs-toolbar.tsx";
import "./runs.css";

export function RunsView() {
  const shown = useStudio((state) => state.runs.shown);
  const error = useStudio((state) => state.runs.error);
  const { listRuns } = useCommands();
  useEffect(() => {
    void listRuns();
  }, [listRuns]);
  const [first, second] = shown;
  return (
    <div className="runs-view">
      {error === null ? null : <ErrorNotice error={error} />}
      <DeletedNotice />
      {first === undefined ? (
        <RunList />
      ) : second === undefined ? (
        <RunDetails key={first.id} record={first} />
      ) : (
        <RunComparison before={first} after={second} />
      )}
    </div>
  );
}

const EVERYTHING: RunFilter = { kind: "all", dataset: null, starredOnly: false };

function RunList() {
  const summaries = useStudio((state) => state.runs.summaries);
  const persistent = useStudio((state) => state.runs.persistent);
  const [filter, setFilter] = useState(EVERYTHING);
  const [chosen, setChosen] = useState<readonly string[]>([]);
  if (summaries === null) return <p>Reading the list…</p>;
  const listed = summaries.filter((run) => matches(run, filter));
  // Oldest first, whatever the order of the clicks: what a comparison calls "before".
  const selected = listed
    .map(({ id }) => id)
    .filter((id) => chosen.includes(id))
    .reverse();
  return (
    <>
      <RunsToolbar
        all={summaries}
        listed={listed}
        selected={selected}
        filter={filter}
        onFilter={setFilter}
      />
      <ListNotes listed={listed.length} />
      {summaries.length === 0 ? (
        <p>
          No runs yet. Run keeps each threshold sweep here when it ends or is stopped, and so do
          Methods, Ablations and Continual.
          {persistent ? " They stay in this browser until you delete them." : null}
        </p>
      ) : (
        <RunsTable
          runs={listed}
          selected={selected}
          onSelect={(id, now) =>
            setChosen(now ? [...selected, id] : selected.filter((other) => other !== id))
          }
        />
      )}
    </>
  );
}

function ListNotes({ listed }: { readonly listed: number }) {
  const total = useStudio((state) => state.runs.summaries?.length ?? 0);
  const skipped = useStudio((state) => state.runs.skipped);
  const imported = useStudio((state) => state.runs.imported);
  const persistent = useStudio((state) => state.runs.persistent);
  return (
    <p className="hint" role="status">
      {persistent
        ? ""
        : "This browser keeps no database for this page: runs are gone when it is closed or reloaded. Export those you want to keep. "}
      {total === 0 ? "" : `${listed} of ${countOf(total, "run")}, newest first. `}
      {skipped === 0
        ? ""
        : `${countOf(skipped, "stored entry", "stored entries")} could not be read and ${skipped === 1 ? "is" : "are"} left out. `}
      {imported === null
        ? ""
        : `Imported ${countOf(imported.added, "run")}; ${imported.known} here already, ${imported.skipped} not readable.`}
    </p>
  );
}

function DeletedNotice() {
  const deleted = useStudio((state) => state.runs.deleted);
  const { restoreRun } = useCommands();
  return (
    <div role="status">
      {deleted === null ? null : (
        <p className="notice">
          Deleted: {runTitle(deleted)}.{" "}
          <button type="button" className="link-button" onClick={() => void restoreRun()}>
            Undo
          </button>
        </p>
      )}
    </div>
  );
}
