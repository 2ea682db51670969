/** The most similar images of different classes: the wrong edges that a threshold removes last. */

import { selectCrossClassPairs } from "../../studio/selectors/diagnostics.ts";
import { selectDataset } from "../../studio/selectors/pools.ts";
import { PanelSection } from "../controls/stage-panel.tsx";
import { Thumbnail } from "../controls/thumbnail.tsx";
import { percent } from "../format/percent.ts";
import { useStudio } from "../studio-context.tsx";
import { thresholdNumber } from "../threshold-axis/threshold-words.ts";

export function CrossClassSection() {
  const pairs = useStudio(selectCrossClassPairs);
  const dataset = useStudio(selectDataset);
  const threshold = useStudio((state) => state.graph.threshold);
  if (dataset === null || pairs.length === 0) return null;
  const nameOf = (label: number): string => dataset.classNames[label] ?? `class ${label}`;
  return (
    <PanelSection title="The most similar pairs of different classes">
      <p className="hint">
        Among training and validation images, whose labels are known. A threshold above the
        similarity takes the edge away.
      </p>
      <ol className="pair-list">
        {pairs.map((pair) => (
          <li key={`${pair.source}-${pair.target}`}>
            <span className="pair-images">
              <Thumbnail example={pair.source} alt="" />
              <Thumbnail example={pair.target} alt="" />
            </span>
            <span>
              <bdi className="untrusted-name">{nameOf(pair.sourceLabel)}</bdi> and{" "}
              <bdi className="untrusted-name">{nameOf(pair.targetLabel)}</bdi>
            </span>
            <span>
              {thresholdNumber(pair.similarity)},{" "}
              {pair.similarity > threshold ? "joined at τ" : "apart at τ"}
            </span>
            {pair.sameClassShare === null ? null : (
              <span className="hint">
                {percent(pair.sameClassShare)} of the more similar pairs are of one class
              </span>
            )}
          </li>
        ))}
      </ol>
    </PanelSection>
  );
}
