/** All points of the shown sweep as files. */

import type { SweepRecord } from "../../pipeline/artifacts.ts";
import { selectTestResult } from "../../studio/selectors/accuracy-curve.ts";
import { selectDataset, selectShownSplit } from "../../studio/selectors/pools.ts";
import type { StudioState } from "../../studio/store.ts";
import { downloadText } from "../controls/download-file.ts";
import { useStudioContext } from "../studio-context.tsx";
import { sweepCsv, sweepFileName, sweepJson, type SweepExport } from "./evaluation-export.ts";

interface ExportButtonsProps {
  readonly sweep: SweepRecord;
}

export function ExportButtons({ sweep }: ExportButtonsProps) {
  const { studio } = useStudioContext();
  const exported = (): SweepExport => {
    const state = studio.getState();
    return {
      datasetName: selectDataset(state)?.name ?? "",
      sweep,
      testLabels: revealedTestLabels(state),
    };
  };
  return (
    <div className="button-row">
      <button
        type="button"
        className="link-button"
        onClick={() =>
          downloadText(sweepFileName(exported(), "csv"), sweepCsv(exported()), "text/csv")
        }
      >
        All points as CSV
      </button>
      <button
        type="button"
        className="link-button"
        onClick={() =>
          downloadText(sweepFileName(exported(), "json"), sweepJson(exported()), "application/json")
        }
      >
        All points as JSON
      </button>
    </div>
  );
}

/** Null unless the test result itself is uncovered. */
function revealedTestLabels(state: StudioState): readonly number[] | null {
  const dataset = selectDataset(state);
  const split = selectShownSplit(state);
  if (selectTestResult(state) === null || dataset === null || split === null) return null;
  return [...split.test].flatMap((example) => dataset.examples[example]?.label ?? []);
}
