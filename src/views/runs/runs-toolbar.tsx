/** Which runs are listed, and what can be done with the chosen ones. */

import { StudioError } from "../../errors.ts";
import {
  LARGEST_LEDGER_FILE,
  LEDGER_KINDS,
  type LedgerSummary,
} from "../../studio/ledger-record.ts";
import { downloadText } from "../controls/download-file.ts";
import { FileButton } from "../controls/file-button.tsx";
import { SelectField } from "../controls/select-field.tsx";
import { useCommands } from "../studio-context.tsx";
import { datasetOptions, KIND_TITLES, type RunFilter } from "./run-words.ts";

interface RunsToolbarProps {
  readonly all: readonly LedgerSummary[];
  readonly listed: readonly LedgerSummary[];
  /** Ids, oldest run first. */
  readonly selected: readonly string[];
  readonly filter: RunFilter;
  readonly onFilter: (filter: RunFilter) => void;
}

export function RunsToolbar({ all, listed, selected, filter, onFilter }: RunsToolbarProps) {
  return (
    <div className="runs-toolbar">
      {all.length === 0 ? null : <Filters all={all} filter={filter} onFilter={onFilter} />}
      <Actions listed={listed} selected={selected} />
    </div>
  );
}

const ALL_DATA = "";

function Filters({ all, filter, onFilter }: Pick<RunsToolbarProps, "all" | "filter" | "onFilter">) {
  return (
    <div className="runs-filters" role="group" aria-label="Filter">
      <SelectField
        label="Kind"
        value={filter.kind}
        options={[
          { value: "all", label: "All kinds" },
          ...LEDGER_KINDS.map((kind) => ({ value: kind, label: KIND_TITLES[kind] })),
        ]}
        onCommit={(kind) => onFilter({ ...filter, kind })}
      />
      <SelectField
        label="Data set"
        value={filter.dataset ?? ALL_DATA}
        options={[{ value: ALL_DATA, label: "All data sets" }, ...datasetOptions(all)]}
        onCommit={(value) => onFilter({ ...filter, dataset: value === ALL_DATA ? null : value })}
      />
      <label className="runs-starred">
        <input
          type="checkbox"
          checked={filter.starredOnly}
          onChange={(event) => onFilter({ ...filter, starredOnly: event.target.checked })}
        />
        Starred only
      </label>
    </div>
  );
}

function Actions({ listed, selected }: Pick<RunsToolbarProps, "listed" | "selected">) {
  const commands = useCommands();
  const ids = selected.length > 0 ? selected : listed.map(({ id }) => id);
  const exportRuns = async (): Promise<void> => {
    const text = await commands.exportRuns(ids);
    if (text !== null) downloadText("ganet-runs.json", text, "application/json");
  };
  return (
    <div className="button-row" role="group" aria-label="Runs">
      <button
        type="button"
        className="button"
        disabled={selected.length !== 2}
        title="Choose two runs to compare them"
        onClick={() => void commands.showRuns(selected)}
      >
        Compare two
      </button>
      <button
        type="button"
        className="button"
        disabled={ids.length === 0}
        onClick={() => void exportRuns()}
      >
        {selected.length > 0 ? `Export ${selected.length} chosen` : "Export all listed"}
      </button>
      <ImportButton />
    </div>
  );
}

function ImportButton() {
  const commands = useCommands();
  const take = async (file: File | undefined): Promise<void> => {
    if (file === undefined) return;
    if (file.size > LARGEST_LEDGER_FILE) {
      const text = `${file.name} is larger than 128 MB.`;
      commands.reportRunsError(new StudioError("storage/bad-ledger-file", text));
      return;
    }
    try {
      await commands.importRuns(await file.text(), file.name);
    } catch (error) {
      commands.reportRunsError(error);
    }
  };
  return (
    <FileButton
      label="Import…"
      inputLabel="File of runs to import"
      accept=".json,application/json"
      onFiles={([file]) => void take(file)}
    />
  );
}
