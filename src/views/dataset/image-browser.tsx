/** All images, by class and part, as a virtualised grid. */

import { useMemo, useState } from "react";
import type { Dataset } from "../../pipeline/artifacts.ts";
import { selectNodeMarks, type NodeMark } from "../../studio/selectors/node-marks.ts";
import { selectDataset } from "../../studio/selectors/pools.ts";
import { SelectField } from "../controls/select-field.tsx";
import { countOf } from "../format/count.ts";
import { useCommands, useStudio } from "../studio-context.tsx";
import { MARK_WORDS, markCounts, type ExampleMark } from "./example-marks.ts";
import { ImageGrid } from "./image-grid.tsx";
import { useExampleMarks } from "./use-example-marks.ts";
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
  return (
    <div className="image-browser">
      <div className="image-filters">
        <SelectField
          label="Class"
          value={classFilter}
          options={[
            { value: "", label: "all" },
            ...dataset.classNames.map((name, label) => ({ value: String(label), label: name })),
          ]}
          onCommit={setClassFilter}
        />
        <SelectField
          label="Part"
          value={markFilter}
          options={[
            { value: "", label: "all" },
            ...(marks === null ? [] : markCounts(marks)).map(({ mark }) => ({
              value: mark,
              label: MARK_WORDS[mark],
            })),
          ]}
          onCommit={setMarkFilter}
        />
        <p className="image-total">
          {countOf(shown.length, "image")}
          {classFilter !== "" && nodeMarks.some(({ covered }) => covered)
            ? ", test covered until the reveal"
            : ""}
        </p>
      </div>
      <ImageGrid
        dataset={dataset}
        examples={shown}
        marks={marks}
        selected={selected}
        onSelect={commands.selectExample}
      />
    </div>
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
