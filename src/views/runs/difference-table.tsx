/** What differs between two runs, side by side. */

import type { Difference } from "../../studio/ledger-difference.ts";

interface DifferenceTableProps {
  readonly differences: readonly Difference[];
  /** Names of the two columns. */
  readonly before: string;
  readonly after: string;
}

export function DifferenceTable({ differences, before, after }: DifferenceTableProps) {
  return (
    <table className="data-table words-table">
      <thead>
        <tr>
          <th scope="col">
            <span className="visually-hidden">What</span>
          </th>
          <th scope="col">{before}</th>
          <th scope="col">{after}</th>
        </tr>
      </thead>
      <tbody>
        {differences.map((difference) => (
          <tr key={difference.name}>
            <th scope="row">{difference.name}</th>
            <td>{difference.before ?? "–"}</td>
            <td>{difference.after ?? "–"}</td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}
