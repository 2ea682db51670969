/** ACC, BWT and forgetting of every finished sequence; a row is chosen to be looked at. */

import type { SeedSummary, SweepSettings } from "../../pipeline/artifacts.ts";
import type { MatrixSummary, SequenceResult } from "../../pipeline/continual/sequence-results.ts";
import { sweepConditions } from "../evaluation/sweep-words.ts";
import { accuracyNumber, pointsWithSpread } from "../format/accuracy.ts";
import { thresholdWords } from "../threshold-axis/threshold-words.ts";
import { methodWords, SCENARIO_NAMES } from "./continual-words.ts";
import { settingsKey } from "./shown-results.ts";

interface SequenceTableProps {
  readonly results: readonly SequenceResult[];
  readonly chosen: SequenceResult;
  readonly sweepSettings: SweepSettings;
  readonly onChoose: (key: string) => void;
}

export function SequenceTable(props: SequenceTableProps) {
  const { results, chosen, sweepSettings, onChoose } = props;
  return (
    <div className="sideways" role="region" aria-label="Sequences" tabIndex={0}>
      <table className="data-table continual-table">
        <caption>
          Mean ± sample deviation over the seeds of each row; ACC in %, BWT and forgetting in
          points: {sweepConditions({ ...sweepSettings, scope: "inductive" })}
        </caption>
        <thead>
          <tr>
            <th scope="col">Sequence</th>
            <th scope="col">Seeds</th>
            <th scope="col">ACC, validation</th>
            <th scope="col">BWT, validation</th>
            <th scope="col">Forgetting, validation</th>
            <th scope="col">ACC, test</th>
            <th scope="col">BWT, test</th>
            <th scope="col">Forgetting, test</th>
            <th scope="col">Seconds</th>
          </tr>
        </thead>
        <tbody>
          {results.map((result) => (
            <SequenceRow
              key={settingsKey(result.settings)}
              result={result}
              isChosen={result === chosen}
              onChoose={() => onChoose(settingsKey(result.settings))}
            />
          ))}
        </tbody>
      </table>
    </div>
  );
}

interface SequenceRowProps {
  readonly result: SequenceResult;
  readonly isChosen: boolean;
  readonly onChoose: () => void;
}

function SequenceRow({ result, isChosen, onChoose }: SequenceRowProps) {
  const { settings, runSeeds, validation, test, testIsEmpty, seconds } = result;
  return (
    <tr aria-current={isChosen ? "true" : undefined}>
      <th scope="row">
        <button type="button" className="link-button" aria-pressed={isChosen} onClick={onChoose}>
          {SCENARIO_NAMES[settings.scenario]}: {methodWords(settings.method)}
        </button>
        <span className="hint">
          T {settings.taskCount}, τ {thresholdWords(settings.threshold)}, {settings.epochs} epochs,
          rate {settings.learningRate}
          {settings.graph === "so-far" ? ", graph of the tasks so far" : ""}
        </span>
      </th>
      <td>{runSeeds.length}</td>
      <SummaryCells summary={validation} />
      {testIsEmpty ? (
        <td colSpan={3}>A task has no test image.</td>
      ) : test === null ? (
        <>
          <td className="covered">covered</td>
          <td className="covered">covered</td>
          <td className="covered">covered</td>
        </>
      ) : (
        <SummaryCells summary={test} />
      )}
      <td>{seconds.mean.toFixed(1)}</td>
    </tr>
  );
}

function SummaryCells({ summary }: { readonly summary: MatrixSummary }) {
  return (
    <>
      <td>{accuracyNumber(summary.averageAccuracy)}</td>
      <td>{difference(summary.backwardTransfer)}</td>
      <td>{difference(summary.forgetting)}</td>
    </>
  );
}

/** "−13.1 ± 2.0"; the unit stands in the caption. */
function difference(summary: SeedSummary | null): string {
  return summary === null ? "–" : pointsWithSpread(summary).replace("\u00a0points", "");
}
