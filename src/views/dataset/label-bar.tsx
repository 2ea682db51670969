/** Gives the picked images a class. Labels that were added can be taken back, and saved as a table that is read back. */

import { useId, useState, type SyntheticEvent } from "react";
import type { Dataset } from "../../pipeline/artifacts.ts";
import {
  classNamed,
  labelsCsv,
  similarClass,
  tidyClassName,
} from "../../pipeline/dataset/relabel.ts";
import { downloadText } from "../controls/download-file.ts";
import { countOf } from "../format/count.ts";
import { keptWords } from "../format/kept-words.ts";
import { useCommands, useStudio } from "../studio-context.tsx";

interface LabelBarProps {
  readonly dataset: Dataset;
  readonly picked: readonly number[];
  readonly onDone: () => void;
}

export function LabelBar({ dataset, picked, onDone }: LabelBarProps) {
  const commands = useCommands();
  const [said, setSaid] = useState("");
  const label = (className: string): void => {
    commands.labelExamples(picked, className);
    setSaid(`${countOf(picked.length, "image")} labelled ${className}.`);
    onDone();
  };
  return (
    <div className="label-bar" role="group" aria-label="Labels">
      <LabelForm classNames={dataset.classNames} count={picked.length} onLabel={label} />
      <LabelSteps dataset={dataset} onSay={setSaid} />
      <p className="visually-hidden" role="status">
        {said}
      </p>
    </div>
  );
}

interface LabelStepsProps {
  readonly dataset: Dataset;
  readonly onSay: (sentence: string) => void;
}

function LabelSteps({ dataset, onSay }: LabelStepsProps) {
  const steps = useStudio((state) => state.dataset.labelSteps);
  const kept = useStudio(({ dataset: { origin, labelsKept }, device }) =>
    origin?.kind === "folder" && device.keepsResults !== false ? labelsKept : "lost",
  );
  const { undoLabels, undoAllLabels } = useCommands();
  if (steps.length === 0) return null;
  const undo = (): void => {
    undoLabels();
    // The count tells one undo from the next: the same sentence again would not be read out.
    const left = countOf(steps.length - 1, "labelling step");
    onSay(`The last labels were taken back; ${left} left.`);
  };
  const undoAll = (): void => {
    undoAllLabels();
    onSay("All added labels were taken back.");
  };
  return (
    <div className="label-steps">
      <p className="hint">
        {countOf(steps.length, "labelling step")}
        {`, ${keptWords(kept, "saved as labels.csv")}`}
      </p>
      <button type="button" className="button" onClick={undo}>
        Undo
      </button>
      <button type="button" className="button" onClick={undoAll}>
        Undo all
      </button>
      <button
        type="button"
        className="button"
        onClick={() => downloadText("labels.csv", labelsCsv(dataset), "text/csv")}
      >
        Save labels.csv
      </button>
    </div>
  );
}

interface LabelFormProps {
  readonly classNames: readonly string[];
  readonly count: number;
  readonly onLabel: (className: string) => void;
}

function LabelForm({ classNames, count, onLabel }: LabelFormProps) {
  const id = useId();
  const [typed, setTyped] = useState("");
  const className = tidyClassName(typed);
  if (count === 0) {
    return (
      <p className="hint">
        Select images to give them a class: click, Ctrl or Cmd+click for one more, Shift+click for a
        range, Space on the keyboard.
      </p>
    );
  }
  const submit = (event: SyntheticEvent): void => {
    event.preventDefault();
    if (className === "") return;
    onLabel(className);
    setTyped("");
  };
  return (
    <form className="label-form" onSubmit={submit}>
      <p>{countOf(count, "image")} selected</p>
      <label htmlFor={id}>Class name</label>
      <input
        id={id}
        type="text"
        list={`${id}-classes`}
        value={typed}
        autoComplete="off"
        spellCheck={false}
        placeholder="a class, or a new one"
        onChange={(event) => setTyped(event.currentTarget.value)}
      />
      <datalist id={`${id}-classes`}>
        {classNames.map((name) => (
          <option key={name} value={name} />
        ))}
      </datalist>
      {typed === "" ? null : <ClassNameHint className={className} classNames={classNames} />}
      <button type="submit" className="button button-primary" disabled={className === ""}>
        {className !== "" && classNamed(className, classNames) === null
          ? "Label as new class"
          : "Label"}
      </button>
    </form>
  );
}

interface ClassNameHintProps {
  readonly className: string;
  readonly classNames: readonly string[];
}

/** What may not be meant. Classes are not merged unasked: "Polish" and "polish" can be two. */
function ClassNameHint({ className, classNames }: ClassNameHintProps) {
  if (className === "") return <p className="hint">Spaces alone are no class name.</p>;
  const similar = similarClass(className, classNames);
  if (similar === null || classNamed(className, classNames) !== null) return null;
  return <p className="hint">There is a class {similar}: this would be another one.</p>;
}
