/** GA-Net at τ* beside its baselines, which are always there and may win. */

import type { SeedSummary } from "../../pipeline/artifacts.ts";
import type { AccuracyCurve, TestResult } from "../../pipeline/evaluation/accuracy-curve.ts";
import { accuracyNumber } from "../format/accuracy.ts";

interface MethodTableProps {
  readonly curve: AccuracyCurve;
  /** Null while covered. */
  readonly test: TestResult | null;
  /** Scope, seeds and split: they belong to every number. */
  readonly conditions: string;
}

export function MethodTable({ curve, test, conditions }: MethodTableProps) {
  const rows = [
    {
      method: "GA-Net at τ*",
      validation: curve.best?.validation ?? null,
      test: test?.atBest ?? null,
    },
    {
      method: "Linear probe",
      validation: curve.linearProbe,
      test: test?.linearProbe ?? null,
    },
    {
      method: "Bottleneck adapter",
      validation: curve.bottleneckAdapter,
      test: test?.bottleneckAdapter ?? null,
    },
  ];
  return (
    <table className="method-table">
      <caption>%, mean ± sample deviation: {conditions}</caption>
      <thead>
        <tr>
          <th scope="col">Method</th>
          <th scope="col">Validation</th>
          <th scope="col">Test</th>
        </tr>
      </thead>
      <tbody>
        {rows.map((row) => (
          <tr key={row.method}>
            <th scope="row">{row.method}</th>
            <td>{summaryWords(row.validation, "–")}</td>
            <td className={test === null ? "covered" : ""}>
              {test === null ? "covered" : summaryWords(row.test, "–")}
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}

function summaryWords(summary: SeedSummary | null, missing: string): string {
  return summary === null ? missing : accuracyNumber(summary);
}
