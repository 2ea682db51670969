/** The runs behind a row, seed by seed. */

import { accuracy } from "../../pipeline/evaluation/accuracy-curve.ts";
import type { MethodRow } from "../../pipeline/methods/method-table.ts";
import { selectStudyTestLabels } from "../../studio/selectors/study-key.ts";
import { percent } from "../format/percent.ts";
import { useStudio } from "../studio-context.tsx";

export function RunDetails({ row }: { readonly row: MethodRow }) {
  const testLabels = useStudio((state) => selectStudyTestLabels(state, "methods"));
  return (
    <table className="data-table">
      <caption>{row.name}, the run of each seed</caption>
      <thead>
        <tr>
          <th scope="col">Seed</th>
          <th scope="col">Validation</th>
          <th scope="col">Test</th>
          <th scope="col">Seconds</th>
          <th scope="col">Trials</th>
          <th scope="col" className="words">
            Chosen
          </th>
        </tr>
      </thead>
      <tbody>
        {row.runs.map((run) => (
          <tr key={run.runSeed}>
            <th scope="row">{run.runSeed}</th>
            <td>{percent(run.validationAccuracy)}</td>
            <td className={testLabels === null ? "covered" : ""}>
              {testLabels === null ? "covered" : percent(accuracy(run.testPredictions, testLabels))}
            </td>
            <td>{run.seconds.toFixed(1)}</td>
            <td>{run.trials}</td>
            <td className="words">
              {Object.entries(run.tuned)
                .map(([name, value]) => `${name} = ${String(value)}`)
                .join(", ")}
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}
