/** Files that were left out and files with a remark, each with its reason. */

import { useId, useMemo, useState } from "react";
import type { Dataset } from "../../pipeline/artifacts.ts";
import { splitProblems } from "../../pipeline/dataset/split-problems.ts";
import { selectPools } from "../../studio/selectors/pools.ts";
import { downloadText } from "../controls/download-file.ts";
import { PanelSection } from "../controls/stage-panel.tsx";
import { countOf } from "../format/count.ts";
import { useStudio } from "../studio-context.tsx";
import { problemsCsv } from "./problems-csv.ts";

/** More than fits a glance; the whole list is one press away. */
const SHOWN_AT_FIRST = 5;

interface ProblemListProps {
  readonly dataset: Dataset;
}

export function ProblemList({ dataset }: ProblemListProps) {
  const pools = useStudio(selectPools);
  const problems = useMemo(
    () => [...dataset.problems, ...(pools === null ? [] : splitProblems(dataset, pools))],
    [dataset, pools],
  );
  const [all, setAll] = useState(false);
  const id = useId();
  if (problems.length === 0) return null;
  const shown = all ? problems : problems.slice(0, SHOWN_AT_FIRST);
  return (
    <PanelSection title={countOf(problems.length, "problem")}>
      <ul className="problem-list" id={id}>
        {shown.map(({ path, reason, skipped }, i) => (
          <li key={`${i} ${path}`}>
            <bdi className="untrusted-name">{path}</bdi>
            <span className="hint">
              {skipped ? "Left out. " : ""}
              {reason}
            </span>
          </li>
        ))}
      </ul>
      <div className="button-row">
        {problems.length > SHOWN_AT_FIRST ? (
          <button
            type="button"
            className="link-button"
            aria-expanded={all}
            aria-controls={id}
            onClick={() => setAll(!all)}
          >
            {all ? "Show fewer" : `Show all ${problems.length}`}
          </button>
        ) : null}
        <button
          type="button"
          className="link-button"
          onClick={() =>
            downloadText(`${dataset.name}-problems.csv`, problemsCsv(problems), "text/csv")
          }
        >
          Save as CSV
        </button>
      </div>
    </PanelSection>
  );
}
