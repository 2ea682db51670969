/** The table of methods: one group a scope, sortable, with the runs behind each row, and copies for a paper. */

import { useState } from "react";
import type { GraphScope } from "../../pipeline/artifacts.ts";
import {
  methodTable,
  sortedRows,
  type MethodRow,
  type SortColumn,
} from "../../pipeline/methods/method-table.ts";
import { selectDataset } from "../../studio/selectors/pools.ts";
import { selectStudyTestLabels } from "../../studio/selectors/study-key.ts";
import { StudyReveal } from "../controls/study-frame.tsx";
import { accuracyNumber, pointsWithSpread } from "../format/accuracy.ts";
import { count } from "../format/count.ts";
import { useStudio } from "../studio-context.tsx";
import { CountedMethods } from "./counted-methods.tsx";
import { PublishedSection } from "./published-section.tsx";
import { RunDetails } from "./run-details.tsx";
import { tableCaption } from "./table-caption.ts";
import { TableCopies } from "./table-copies.tsx";

const COLUMNS: readonly { readonly column: SortColumn; readonly title: string }[] = [
  { column: "method", title: "Method" },
  { column: "validation", title: "Validation" },
  { column: "test", title: "Test" },
  { column: "difference", title: "Minus linear probe" },
  { column: "parameters", title: "Parameters" },
  { column: "bytes", title: "Bytes" },
  { column: "seconds", title: "Seconds" },
  { column: "trials", title: "Trials" },
];

interface Order {
  readonly column: SortColumn;
  readonly direction: "ascending" | "descending";
}

export function MethodResults() {
  const record = useStudio((state) => state.studies.methods.record);
  const testLabels = useStudio((state) => selectStudyTestLabels(state, "methods"));
  const dataset = useStudio(selectDataset);
  const [order, setOrder] = useState<Order>({ column: "method", direction: "ascending" });
  if (record === null || dataset === null || record.runs.length === 0) {
    return (
      <p>No method has been run with these settings yet. What ran with others stands under Runs.</p>
    );
  }
  const table = methodTable(record.runs, record.settings.training.runSeeds, testLabels);
  const caption = tableCaption(dataset, record);
  return (
    <>
      {(["inductive", "transductive"] as const).map((scope) =>
        table[scope].length === 0 ? null : (
          <ScopeTable
            key={scope}
            scope={scope}
            rows={sortedRows(table[scope], order.column, order.direction)}
            order={order}
            caption={`%, mean ± sample deviation: ${caption.dataSet}, ${caption.shots} shots, ${caption.split}, seeds ${caption.runSeeds.join(", ")}, ${caption.features}`}
            onOrder={setOrder}
          />
        ),
      )}
      <StudyReveal name="methods" />
      <TableCopies table={table} caption={caption} />
      <PublishedSection dataset={dataset} settings={record.settings} />
      <CountedMethods />
    </>
  );
}

interface ScopeTableProps {
  readonly scope: GraphScope;
  readonly rows: readonly MethodRow[];
  readonly order: Order;
  readonly caption: string;
  readonly onOrder: (order: Order) => void;
}

function ScopeTable({ scope, rows, order, caption, onOrder }: ScopeTableProps) {
  return (
    <section>
      <h3>{scope === "inductive" ? "Inductive" : "Transductive: uses unlabelled test images"}</h3>
      <div
        className="sideways"
        role="region"
        aria-label={`Table of methods, ${scope}`}
        tabIndex={0}
      >
        <table className="data-table">
          <caption>{caption}</caption>
          <thead>
            <tr>
              {COLUMNS.map(({ column, title }) => (
                <SortHeader
                  key={column}
                  title={title}
                  direction={order.column === column ? order.direction : null}
                  onSort={(direction) => onOrder({ column, direction })}
                />
              ))}
              <th scope="col" className="words">
                Chosen on validation
              </th>
            </tr>
          </thead>
          <tbody>
            {rows.map((row) => (
              <MethodRowCells key={row.method} row={row} />
            ))}
          </tbody>
        </table>
      </div>
    </section>
  );
}

interface SortHeaderProps {
  readonly title: string;
  /** Null where another column orders the rows. */
  readonly direction: Order["direction"] | null;
  readonly onSort: (direction: Order["direction"]) => void;
}

/** The first press puts the largest first. */
function SortHeader({ title, direction, onSort }: SortHeaderProps) {
  return (
    <th scope="col" {...(direction === null ? {} : { "aria-sort": direction })}>
      <button
        type="button"
        className="sort-button"
        onClick={() => onSort(direction === "descending" ? "ascending" : "descending")}
      >
        {title}
        {direction === null ? "" : direction === "ascending" ? " ↑" : " ↓"}
      </button>
    </th>
  );
}

function MethodRowCells({ row }: { readonly row: MethodRow }) {
  const [open, setOpen] = useState(false);
  const { name, missingSeeds, validation, test, difference } = row;
  return (
    <>
      <tr>
        <th scope="row">
          <button
            type="button"
            className="sort-button"
            aria-expanded={open}
            onClick={() => setOpen(!open)}
          >
            {open ? "▾" : "▸"} {name}
          </button>
          {missingSeeds.length === 0 ? null : (
            <span className="hint"> without seed {missingSeeds.join(", ")}</span>
          )}
        </th>
        <td>{accuracyNumber(validation)}</td>
        <td className={test === null ? "covered" : ""}>
          {test === null ? "covered" : accuracyNumber(test)}
        </td>
        <td className={test === null ? "covered" : ""}>
          {test === null ? "covered" : difference === null ? "–" : pointsWithSpread(difference)}
        </td>
        <td>{count(row.parameters)}</td>
        <td>{count(row.bytes)}</td>
        <td>{row.seconds.toFixed(1)}</td>
        <td>{count(row.trials)}</td>
        <td className="words">{tunedWords(row)}</td>
      </tr>
      {open ? (
        <tr>
          <td colSpan={COLUMNS.length + 1} className="words">
            <RunDetails row={row} />
          </td>
        </tr>
      ) : null}
    </>
  );
}

/** "log10 C −2, −2, 0": a value a seed. */
function tunedWords({ runs }: MethodRow): string {
  const names = Object.keys(runs[0]?.tuned ?? {});
  return names
    .map((name) => `${name} ${runs.map(({ tuned }) => numberWords(tuned[name])).join(", ")}`)
    .join("; ");
}

function numberWords(value: number | undefined): string {
  return value === undefined ? "–" : String(Number(value.toPrecision(3))).replace("-", "\u2212");
}
