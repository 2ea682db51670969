/** Counts vectors that are zero in a modality: they have cosine 0 with everything. */

import { FactList } from "../controls/fact-list.tsx";
import { count } from "../format/count.ts";
import { selectShownGraph } from "../../studio/selectors/threshold-axis.ts";
import { useStudio } from "../studio-context.tsx";

export function ZeroRows() {
  const fused = useStudio((state) => selectShownGraph(state)?.features ?? null);
  if (fused === null) return null;
  const { dimension, zeroImageRows, zeroTextRows } = fused;
  return (
    <>
      <FactList
        facts={[
          ["Fused dimensions", count(dimension)],
          ["Zero image vectors", count(zeroImageRows)],
          ["Zero text vectors", count(zeroTextRows)],
        ]}
      />
      {zeroImageRows + zeroTextRows === 0 ? null : (
        <p className="hint">
          A vector is zero without a caption, or where centring leaves nothing of it. It has cosine
          0 with every other.
        </p>
      )}
    </>
  );
}
