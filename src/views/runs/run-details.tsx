/** One kept run: its figures, curve and configuration, its note, and what can be done with it. */

import { useEffect, useRef, useState } from "react";
import { configurationOf } from "../../studio/ledger-difference.ts";
import { figureSummary } from "../../studio/ledger-figures.ts";
import { MOST_NOTE_CHARACTERS, type LedgerRecord } from "../../studio/ledger-record.ts";
import type { StudioState } from "../../studio/store.ts";
import { FactList } from "../controls/fact-list.tsx";
import { downloadText } from "../controls/download-file.ts";
import { accuracy } from "../format/accuracy.ts";
import { countOf } from "../format/count.ts";
import { dateTime } from "../format/date-time.ts";
import { spokenDuration } from "../format/duration.ts";
import { useCommands, useStudio } from "../studio-context.tsx";
import { ReplayReport } from "./replay-report.tsx";
import { runCurve } from "./run-curve-layout.ts";
import { RunCurve } from "./run-curve.tsx";
import { runTitle } from "./run-words.ts";

interface RunDetailsProps {
  readonly record: LedgerRecord;
}

export function RunDetails({ record }: RunDetailsProps) {
  const heading = useRef<HTMLHeadingElement>(null);
  useEffect(() => heading.current?.focus(), []);
  const { body, dataset, weights } = record;
  return (
    <article className="run-details">
      <h2 ref={heading} tabIndex={-1}>
        {runTitle(record)}
      </h2>
      <RunActions record={record} />
      <ReplayReport id={record.id} />
      <NoteField key={record.note} record={record} />
      <section>
        <h3>Figures</h3>
        <FigureTable record={record} />
        {record.kind === "sweep" ? (
          <RunCurve curves={[{ name: "Validation", points: runCurve(record.body) }]} />
        ) : null}
      </section>
      <section>
        <h3>Made from</h3>
        <FactList
          facts={[
            ["Data set", dataset.name],
            ["Data fingerprint", <code key="fingerprint">{dataset.fingerprint}</code>],
            ["Backend", body.compute?.trainingBackend ?? "unknown"],
            ["Adapter", body.compute?.adapter ?? "unknown"],
            ["Started", dateTime(record.startedAt)],
            [record.finished ? "Finished" : "Stopped", dateTime(record.finishedAt)],
            ["Training time, all runs together", spokenDuration(record.seconds)],
            [
              "Trained adapters kept",
              weights.length === 0 ? "none" : countOf(weights.length, "seed"),
            ],
          ]}
        />
      </section>
      <section>
        <h3>Configuration</h3>
        <FactList facts={[...configurationOf(record)]} />
      </section>
    </article>
  );
}

/** Training has one set of workers: a replay would end whatever they train. */
function isBusy({ runs, evaluation, graph, embeddings, captions }: StudioState): boolean {
  const stages = [evaluation.run, graph.run, embeddings.run, captions.run, runs.replay?.run];
  return stages.some((run) => run?.status === "running");
}

function RunActions({ record }: RunDetailsProps) {
  const commands = useCommands();
  const busy = useStudio(isBusy);
  const exportRun = async (): Promise<void> => {
    const text = await commands.exportRuns([record.id]);
    if (text !== null) downloadText("ganet-run.json", text, "application/json");
  };
  return (
    <div className="button-row">
      <button type="button" className="button" onClick={() => void commands.showRuns([])}>
        All runs
      </button>
      <button
        type="button"
        className="button"
        disabled={busy}
        title="Sets this run's settings and trains it again from the same seeds"
        onClick={() => void commands.replayRun(record.id)}
      >
        Replay
      </button>
      <button
        type="button"
        className="button"
        aria-pressed={record.starred}
        onClick={() => void commands.patchRun(record.id, { starred: !record.starred })}
      >
        {record.starred ? "★ Starred" : "☆ Star"}
      </button>
      <button type="button" className="button" onClick={() => void exportRun()}>
        Export
      </button>
      <button type="button" className="button" onClick={() => void commands.deleteRun(record.id)}>
        Delete
      </button>
    </div>
  );
}

function NoteField({ record }: RunDetailsProps) {
  const { patchRun } = useCommands();
  const [note, setNote] = useState(record.note);
  return (
    <label className="run-note-field">
      Note
      <textarea
        rows={2}
        maxLength={MOST_NOTE_CHARACTERS}
        value={note}
        onChange={(event) => setNote(event.target.value)}
        onBlur={() => {
          if (note !== record.note) void patchRun(record.id, { note });
        }}
      />
    </label>
  );
}

function FigureTable({ record }: RunDetailsProps) {
  if (record.figures.length === 0) return <p>Stopped before any figure had all its seeds.</p>;
  return (
    <table className="data-table words-table">
      <caption>Mean ± sample deviation over seeds; test only where it was uncovered</caption>
      <thead>
        <tr>
          <th scope="col">Figure</th>
          <th scope="col">Seeds</th>
          <th scope="col">Validation</th>
          <th scope="col">Test</th>
        </tr>
      </thead>
      <tbody>
        {record.figures.map((figure) => {
          const { validation, test } = figureSummary(figure);
          return (
            <tr key={figure.name}>
              <th scope="row">{figure.name}</th>
              <td>{figure.runSeeds.join(", ")}</td>
              <td>{accuracy(validation)}</td>
              <td>{test === null ? "covered" : accuracy(test)}</td>
            </tr>
          );
        })}
      </tbody>
    </table>
  );
}
