/** The curve as a table, for screen readers: the picture itself says nothing to them. */

import type { AccuracyCurve, TestResult } from "../../pipeline/evaluation/accuracy-curve.ts";
import { accuracy } from "../format/accuracy.ts";
import { percent } from "../format/percent.ts";
import { degreeNumber, thresholdWords } from "./threshold-words.ts";

interface CurveTableProps {
  readonly curve: AccuracyCurve;
  readonly test: TestResult | null;
  readonly caption: string;
}

export function CurveTable({ curve, test, caption }: CurveTableProps) {
  const testAt = new Map(test?.curve.map((point) => [point.threshold, point.test]));
  return (
    <table className="visually-hidden">
      <caption>{caption}</caption>
      <thead>
        <tr>
          <th scope="col">τ</th>
          <th scope="col">Mean degree</th>
          <th scope="col">Isolated</th>
          <th scope="col">Validation accuracy</th>
          {test === null ? null : <th scope="col">Test accuracy</th>}
        </tr>
      </thead>
      <tbody>
        {curve.points.map(({ threshold, meanDegree, isolated, validation }) => {
          const tested = testAt.get(threshold);
          return (
            <tr key={threshold}>
              <th scope="row">{thresholdWords(threshold)}</th>
              <td>{degreeNumber(meanDegree)}</td>
              <td>{percent(isolated)}</td>
              <td>{accuracy(validation)}</td>
              {test === null ? null : <td>{tested === undefined ? "" : accuracy(tested)}</td>}
            </tr>
          );
        })}
      </tbody>
    </table>
  );
}
