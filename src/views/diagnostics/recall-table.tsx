/** Recall of each class, worst first. */

import type { ConfusionMatrix } from "../../pipeline/evaluation/confusion-matrix.ts";
import { count } from "../format/count.ts";
import { percent } from "../format/percent.ts";
import { classRecalls } from "./confusion-layout.ts";

interface RecallTableProps {
  readonly matrix: ConfusionMatrix;
  readonly classNames: readonly string[];
}

export function RecallTable({ matrix, classNames }: RecallTableProps) {
  return (
    <div
      className="recall-table sideways"
      role="region"
      aria-label="Recall of each class"
      tabIndex={0}
    >
      <table className="data-table diagnostics-table">
        <caption>Recall of each class, worst first</caption>
        <thead>
          <tr>
            <th scope="col">Class</th>
            <th scope="col">Images</th>
            <th scope="col">Recall</th>
            <th scope="col">Most often taken for</th>
          </tr>
        </thead>
        <tbody>
          {classRecalls(matrix).map(({ label, examples, recall, takenFor }) => (
            <tr key={label}>
              <th scope="row">
                <bdi className="untrusted-name">{classNames[label]}</bdi>
              </th>
              <td>{count(examples)}</td>
              <td>{percent(recall, 0)}</td>
              <td>
                {takenFor === null ? (
                  "–"
                ) : (
                  <>
                    <bdi className="untrusted-name">{classNames[takenFor.label]}</bdi> ×
                    {takenFor.count}
                  </>
                )}
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
