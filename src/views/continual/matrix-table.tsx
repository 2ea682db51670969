/** The matrix R as a heat map that is a table: each cell has its colour and its numbers. */

import type { MatrixSummary, SequenceResult } from "../../pipeline/continual/sequence-results.ts";
import { accuracyNumber } from "../format/accuracy.ts";
import { percentNumber } from "../format/percent.ts";
import { SCENARIO_NAMES, SCENARIO_WORDS } from "./continual-words.ts";
import { heatStyle } from "./heat-style.ts";

export function MatrixTable({ result }: { readonly result: SequenceResult }) {
  const { settings, validation, test, runSeeds } = result;
  const conditions = `inductive, ${runSeeds.length === 1 ? "seed" : "seeds"} ${runSeeds.join(", ")}`;
  return (
    <div className="continual-matrix sideways" role="region" aria-label="Matrix R" tabIndex={0}>
      <h4>
        {SCENARIO_NAMES[settings.scenario]}: {SCENARIO_WORDS[settings.scenario]}
      </h4>
      <HeatTable caption={`Validation, %, ${conditions}`} matrix={validation} />
      {test === null ? null : <HeatTable caption={`Test, %, ${conditions}`} matrix={test} />}
    </div>
  );
}

interface HeatTableProps {
  readonly caption: string;
  readonly matrix: MatrixSummary;
}

function HeatTable({ caption, matrix }: HeatTableProps) {
  return (
    <table className="data-table heat-table">
      <caption>{caption}</caption>
      <thead>
        <tr>
          <th scope="col">After</th>
          {matrix.accuracies.map((_, task) => (
            <th key={task} scope="col">
              Task {task + 1}
            </th>
          ))}
        </tr>
      </thead>
      <tbody>
        {matrix.accuracies.map((row, after) => (
          <tr key={after}>
            <th scope="row">Task {after + 1}</th>
            {row.map((accuracy, task) => (
              <td
                key={task}
                className={task > after ? "heat-unseen" : ""}
                style={heatStyle(accuracy.mean)}
                title={accuracyNumber(accuracy)}
              >
                {percentNumber(accuracy.mean)}
                {accuracy.sd === null ? null : <small> ±{percentNumber(accuracy.sd)}</small>}
              </td>
            ))}
          </tr>
        ))}
      </tbody>
    </table>
  );
}
