/** What may be wrong with a result: the graph at each τ, confusions, wrong edges, copies across the split, and the leakage check-list. */

import { selectDataset } from "../../studio/selectors/pools.ts";
import { useStudio } from "../studio-context.tsx";
import { CaptionSection } from "./caption-section.tsx";
import { ConfusionSection } from "./confusion-section.tsx";
import { CrossClassSection } from "./cross-class-section.tsx";
import { DuplicatesSection } from "./duplicates-section.tsx";
import { LeakageSection } from "./leakage-section.tsx";
import { MeasureSection } from "./measure-section.tsx";
import { OptimismSection } from "./optimism-section.tsx";
import { ThresholdTable } from "./threshold-table.tsx";
import "./diagnostics.css";

export function DiagnosticsView() {
  const hasData = useStudio((state) => selectDataset(state) !== null);
  return (
    <div className="diagnostics">
      <h2>Diagnostics</h2>
      {hasData ? (
        <>
          <LeakageSection />
          <MeasureSection />
          <ThresholdTable />
          <ConfusionSection />
          <CrossClassSection />
          <DuplicatesSection />
          <CaptionSection />
          <OptimismSection />
        </>
      ) : (
        <p>Open a folder or a sample first.</p>
      )}
    </div>
  );
}
