/** The whole run as one JSON object: what `npm run try` prints. Test figures are in it only after the reveal. */

import { runReport } from "../../studio/run-report.ts";
import { selectDataset } from "../../studio/selectors/pools.ts";
import { downloadText } from "../controls/download-file.ts";
import { useStudio, useStudioContext } from "../studio-context.tsx";

export function ReportButton() {
  const { studio } = useStudioContext();
  const dataset = useStudio(selectDataset);
  if (dataset === null) return null;
  return (
    <button
      type="button"
      className="link-button"
      onClick={() => {
        const text = JSON.stringify(runReport(studio.getState()), null, 2);
        downloadText(
          `ganet-${dataset.name.toLowerCase().replace(/[^\p{L}\p{N}]+/gu, "-")}-run.json`,
          text,
          "application/json",
        );
      }}
    >
      Run report as JSON
    </button>
  );
}
