/** The variants beside the reference: differences as a picture, all numbers as a table. */

import type { VariantRun } from "../../pipeline/ablations/ablation.ts";
import {
  compareVariants,
  type ComparedAccuracy,
  type VariantComparison,
} from "../../pipeline/ablations/variant-comparison.ts";
import { VARIANT_FACTS } from "../../pipeline/ablations/variant-facts.ts";
import { selectDataset } from "../../studio/selectors/pools.ts";
import { selectStudyTestLabels } from "../../studio/selectors/study-key.ts";
import { downloadText } from "../controls/download-file.ts";
import { StudyReveal } from "../controls/study-frame.tsx";
import { sweepConditions } from "../evaluation/sweep-words.ts";
import { accuracyNumber, pointsWithSpread } from "../format/accuracy.ts";
import { count } from "../format/count.ts";
import { useStudio } from "../studio-context.tsx";
import { thresholdWords } from "../threshold-axis/threshold-words.ts";
import { ablationCsv } from "./ablation-csv.ts";
import { DifferencePlot } from "./difference-plot.tsx";

export function AblationResults() {
  const record = useStudio((state) => state.studies.ablations.record);
  const testLabels = useStudio((state) => selectStudyTestLabels(state, "ablations"));
  const datasetName = useStudio((state) => selectDataset(state)?.name ?? "");
  if (record === null || record.runs.length === 0) {
    return (
      <p>
        No variant has been run with these settings yet. What ran with others stands under Runs.
      </p>
    );
  }
  const compared = inListOrder(compareVariants(record.runs, testLabels));
  const of = testLabels === null ? "validation" : "test";
  const conditions = `${datasetName}, ${sweepConditions(record.settings)}`;
  return (
    <>
      <h3>Difference to the reference, points of {of} accuracy, 95 % interval over seeds</h3>
      <DifferencePlot
        of={of}
        rows={compared
          .filter(({ variant }) => variant !== "reference")
          .map((comparison) => {
            const difference = (comparison.test ?? comparison.validation).difference;
            return {
              name: variantName(comparison.variant),
              mean: difference?.mean ?? null,
              interval: difference?.interval ?? null,
            };
          })}
      />
      <div className="sideways" role="region" aria-label="Table of variants" tabIndex={0}>
        <AblationTable compared={compared} runs={record.runs} conditions={conditions} />
      </div>
      <StudyReveal name="ablations" />
      <div className="button-row">
        <button
          type="button"
          className="link-button"
          onClick={() =>
            downloadText(
              "ablations.csv",
              ablationCsv(compared, record.runs, conditions),
              "text/csv",
            )
          }
        >
          Table as CSV
        </button>
      </div>
    </>
  );
}

function variantName(variant: VariantRun["variant"]): string {
  return VARIANT_FACTS.find(({ id }) => id === variant)?.name ?? variant;
}

function inListOrder(compared: readonly VariantComparison[]): readonly VariantComparison[] {
  return VARIANT_FACTS.flatMap(({ id }) => compared.filter(({ variant }) => variant === id));
}

interface AblationTableProps {
  readonly compared: readonly VariantComparison[];
  readonly runs: readonly VariantRun[];
  readonly conditions: string;
}

function AblationTable({ compared, runs, conditions }: AblationTableProps) {
  return (
    <table className="data-table">
      <caption>
        %, mean ± sample deviation over seeds: {conditions} unless the variant says otherwise.
      </caption>
      <thead>
        <tr>
          <th scope="col">Variant</th>
          <th scope="col">Validation</th>
          <th scope="col">Minus reference</th>
          <th scope="col">Test</th>
          <th scope="col">Minus reference</th>
          <th scope="col">τ* a seed</th>
          <th scope="col">Parameters</th>
          <th scope="col">Seconds</th>
          <th scope="col" className="words">
            What is changed
          </th>
        </tr>
      </thead>
      <tbody>
        {compared.map((row) => (
          <AblationRow key={row.variant} row={row} runs={runsOfVariant(runs, row.variant)} />
        ))}
      </tbody>
    </table>
  );
}

/** In the order of the seeds; they land in any. */
function runsOfVariant(
  runs: readonly VariantRun[],
  variant: VariantRun["variant"],
): readonly VariantRun[] {
  return runs.filter((run) => run.variant === variant).toSorted((a, b) => a.runSeed - b.runSeed);
}

interface AblationRowProps {
  readonly row: VariantComparison;
  readonly runs: readonly VariantRun[];
}

function AblationRow({ row: { variant, validation, test }, runs }: AblationRowProps) {
  const facts = VARIANT_FACTS.find(({ id }) => id === variant);
  // A variant without a graph has no threshold.
  const thresholds = runs.flatMap(({ threshold }) => threshold ?? []);
  return (
    <tr>
      <th scope="row">{facts?.name ?? variant}</th>
      <AccuracyCells compared={validation} />
      {test === null ? (
        <>
          <td className="covered">covered</td>
          <td className="covered">covered</td>
        </>
      ) : (
        <AccuracyCells compared={test} />
      )}
      <td>{thresholds.length === 0 ? "–" : thresholds.map(thresholdWords).join(", ")}</td>
      <td>{count(runs[0]?.parameters ?? 0)}</td>
      <td>{runs.reduce((sum, { seconds }) => sum + seconds, 0).toFixed(1)}</td>
      <td className="words ablation-change">{[facts?.change, ...remarksOn(runs)].join(" ")}</td>
    </tr>
  );
}

/** One that only some seeds have, since it counts something, says which. */
function remarksOn(runs: readonly VariantRun[]): readonly string[] {
  const distinct = [...new Set(runs.flatMap((run) => run.remarks))];
  return distinct.map((remark) => {
    const having = runs.filter((run) => run.remarks.includes(remark));
    if (having.length === runs.length) return remark;
    return `Seed ${having.map(({ runSeed }) => runSeed).join(", ")}: ${remark}`;
  });
}

function AccuracyCells({ compared: { accuracy, difference } }: { compared: ComparedAccuracy }) {
  return (
    <>
      <td>{accuracyNumber(accuracy)}</td>
      <td>{difference === null ? "–" : pointsWithSpread(difference)}</td>
    </>
  );
}
