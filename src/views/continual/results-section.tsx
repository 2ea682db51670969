/** The finished sequences: a table of all, and of the chosen one its matrices, its forgetting and its Fisher diagonal. */

import { useState } from "react";
import type { SequenceResult } from "../../pipeline/continual/sequence-results.ts";
import { PanelSection } from "../controls/stage-panel.tsx";
import { useStudio } from "../studio-context.tsx";
import { thresholdWords } from "../threshold-axis/threshold-words.ts";
import { methodWords, SCENARIO_NAMES } from "./continual-words.ts";
import { FisherStrip } from "./fisher-strip.tsx";
import { MatrixTable } from "./matrix-table.tsx";
import { RevealRow } from "./reveal-row.tsx";
import { SequenceTable } from "./sequence-table.tsx";
import { settingsKey, strengthSweep, withBounds, withOtherScenario } from "./shown-results.ts";
import { SummaryPlot } from "./summary-plot.tsx";

/** Of two tasks one can be forgotten, and only at the end: a single number, which the table has. */
const FEWEST_FOR_CURVE = 3;

interface ResultsProps {
  readonly results: readonly SequenceResult[];
}

export function ResultsSection({ results }: ResultsProps) {
  const [chosenKey, setChosenKey] = useState<string | null>(null);
  const chosen =
    results.find(({ settings }) => settingsKey(settings) === chosenKey) ?? results.at(0);
  const record = useStudio((state) => state.studies.continual.record);
  return (
    <div className="continual-results">
      <PanelSection title="What to expect">
        <p>
          A penalty protects what the task before it has learned. In task-IL it can help. In
          class-IL it barely moves the accuracy: the classifier answers with the classes trained
          last, and of ten classes two are 20&nbsp;%. EWC with a single task has nothing to protect.
        </p>
        <p className="hint">
          {chosen?.settings.graph === "so-far"
            ? "The graph of each task is built over the training features of finished tasks and its own."
            : "The graph is built once over the training features of all tasks: those of later tasks are used without labels or gradients."}
        </p>
      </PanelSection>
      {chosen === undefined || record === null ? (
        <p>No sequence is finished yet.</p>
      ) : (
        <>
          <PanelSection title="Sequences">
            <SequenceTable
              results={results}
              chosen={chosen}
              sweepSettings={record.settings}
              onChoose={setChosenKey}
            />
            <RevealRow />
          </PanelSection>
          <ChosenResult results={results} chosen={chosen} />
        </>
      )}
    </div>
  );
}

function ChosenResult({ results, chosen }: ResultsProps & { readonly chosen: SequenceResult }) {
  const sweep = strengthSweep(results, chosen);
  const { method, threshold, epochs } = chosen.settings;
  return (
    <>
      <PanelSection title="Matrix R">
        <p className="hint">
          {methodWords(method)}; τ {thresholdWords(threshold)}, {epochs} epochs a task. Row i,
          column j: accuracy on task j after task i.
        </p>
        <div className="continual-matrices">
          {withOtherScenario(results, chosen).map((result) => (
            <MatrixTable key={result.settings.scenario} result={result} />
          ))}
        </div>
      </PanelSection>
      {chosen.settings.taskCount < FEWEST_FOR_CURVE ? null : (
        <PanelSection title="Forgetting over tasks">
          <SummaryPlot
            label="Forgetting on validation after each task, in points"
            xLabel="after task"
            xScale="tasks"
            yRange={[0, 0.1]}
            series={withBounds(results, chosen).map(({ settings, validation }) => ({
              name: methodWords(settings.method),
              points: validation.forgettingAfter.flatMap((y, i) =>
                y === null ? [] : [{ x: i + 1, y }],
              ),
            }))}
          />
        </PanelSection>
      )}
      {sweep.length === 0 ? null : (
        <PanelSection title={method.kind === "si" ? "c sweep" : "λ sweep"}>
          <SummaryPlot
            label="ACC on validation against the strength of the penalty, in percent"
            xLabel={method.kind === "si" ? "c" : "λ"}
            xScale="log"
            yRange={[0, 1]}
            series={sweep}
          />
        </PanelSection>
      )}
      <PanelSection title={`Fisher diagonal, ${SCENARIO_NAMES[chosen.settings.scenario]}`}>
        <FisherStrip result={chosen} />
      </PanelSection>
    </>
  );
}
