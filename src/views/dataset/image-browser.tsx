/** All images, by class and part, as a virtualised grid. */

import { useCallback, useMemo, useState } from "react";
import type { Dataset } from "../../pipeline/artifacts.ts";
import { selectNodeMarks, type NodeMark } from "../../studio/selectors/node-marks.ts";
import { selectDataset } from "../../studio/selectors/pools.ts";
import { SelectField } from "../controls/select-field.tsx";
import { countOf } from "../format/count.ts";
import { useCommands, useStudio } from "../studio-context.tsx";
import { MARK_WORDS, markCounts, type ExampleMark } from "./example-marks.ts";
import { ImageGrid } from "./image-grid.tsx";
import { LabelBar } from "./label-bar.tsx";
import { useExampleMarks } from "./use-example-marks.ts";
import { usePicked, type Picked, type PickKeys } from "./use-picked.ts";
import "./dataset.css";

export function ImageBrowser() {
  const dataset = useStudio(selectDataset);
  if (dataset === null) return <p className="empty-view">No images yet. Open or drop a folder.</p>;
  return <LoadedImages dataset={dataset} />;
}

function LoadedImages({ dataset }: { readonly dataset: Dataset }) {
  const marks = useExampleMarks();
  const nodeMarks = useStudio(selectNodeMarks);
  const selected = useStudio((state) => state.graph.selectedExample);
  const commands = useCommands();
  const [classFilter, setClassFilter] = useState("");
  const [markFilter, setMarkFilter] = useState<ExampleMark | "">("");
  const shown = useMemo(
    () => filtered(nodeMarks, marks, classFilter, markFilter),
    [nodeMarks, marks, classFilter, markFilter],
  );
  const picked = usePicked(shown);
  const { pick } = picked;
  const onPick = useCallback(
    (example: number, keys: PickKeys): void => {
      pick(example, keys);
      if (!keys.toggles && !keys.extends) commands.selectExample(example);
    },
    [pick, commands],
  );
  // Rows of features have no picture to tell a class from.
  const labellable = dataset.layout !== "feature-files";
  const covers = classFilter !== "" && nodeMarks.some(({ covered }) => covered);
  return (
    <div
      className="image-browser"
      onKeyDown={(event) => {
        if (event.key === "Escape") picked.clear();
      }}
    >
      <div className="image-filters">
        <ClassField dataset={dataset} value={classFilter} onCommit={setClassFilter} />
        <PartField marks={marks} value={markFilter} onCommit={setMarkFilter} />
        <p className="image-total">
          {countOf(shown.length, "image")}
          {covers ? ", test covered until the reveal" : ""}
        </p>
        {labellable ? <PickButtons picked={picked} /> : null}
      </div>
      <div>
        {labellable ? (
          <LabelBar dataset={dataset} picked={picked.examples} onDone={picked.clear} />
        ) : null}
      </div>
      <ImageGrid
        dataset={dataset}
        examples={shown}
        marks={marks}
        selected={selected}
        isPicked={picked.has}
        onPick={onPick}
      />
    </div>
  );
}

interface FilterProps<Value> {
  readonly value: Value;
  readonly onCommit: (value: Value) => void;
}

function ClassField({ dataset, ...filter }: FilterProps<string> & { readonly dataset: Dataset }) {
  return (
    <SelectField
      label="Class"
      {...filter}
      options={[
        { value: "", label: "all" },
        ...dataset.classNames.map((name, label) => ({ value: String(label), label: name })),
      ]}
    />
  );
}

function PartField({
  marks,
  ...filter
}: FilterProps<ExampleMark | ""> & { readonly marks: readonly ExampleMark[] | null }) {
  return (
    <SelectField
      label="Part"
      {...filter}
      options={[
        { value: "", label: "all" },
        ...(marks === null ? [] : markCounts(marks)).map(({ mark }) => ({
          value: mark,
          label: MARK_WORDS[mark],
        })),
      ]}
    />
  );
}

function PickButtons({ picked }: { readonly picked: Picked }) {
  return (
    <>
      <button type="button" className="button" onClick={picked.pickAll}>
        Select all shown
      </button>
      {picked.examples.length === 0 ? null : (
        <button type="button" className="button" onClick={picked.clear}>
          Clear selection
        </button>
      )}
    </>
  );
}

/** By the class that may be shown: a covered test image is in no class. */
function filtered(
  nodeMarks: readonly NodeMark[],
  marks: readonly ExampleMark[] | null,
  classFilter: string,
  markFilter: ExampleMark | "",
): readonly number[] {
  const kept: number[] = [];
  nodeMarks.forEach(({ ownClass }, i) => {
    if (classFilter !== "" && String(ownClass) !== classFilter) return;
    if (markFilter !== "" && marks?.[i] !== markFilter) return;
    kept.push(i);
  });
  return kept;
}
