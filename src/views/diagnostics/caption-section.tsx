/** Captions that name their class, counted where labels are known. */

import { selectCaptionsNamingTheirClass } from "../../studio/selectors/diagnostics.ts";
import { selectDataset } from "../../studio/selectors/pools.ts";
import { readyArtifact } from "../../studio/stage-run.ts";
import { PanelSection } from "../controls/stage-panel.tsx";
import { Thumbnail } from "../controls/thumbnail.tsx";
import { percent } from "../format/percent.ts";
import { useStudio } from "../studio-context.tsx";

const MOST_SHOWN = 10;

export function CaptionSection() {
  const dataset = useStudio(selectDataset);
  const captions = useStudio((state) => state.captions.captions);
  const artifact = useStudio((state) => readyArtifact(state.captions.run));
  const naming = useStudio(selectCaptionsNamingTheirClass);
  if (dataset === null || artifact === null) return null;
  return (
    <PanelSection title="Class name in caption">
      <p>
        {percent(artifact.classNameShare)} of the captions of training and validation images contain
        the name of their class.
      </p>
      {naming.length === 0 ? null : (
        <ul className="pair-list">
          {naming.slice(0, MOST_SHOWN).map((example) => (
            <li key={example}>
              <span className="pair-images">
                <Thumbnail example={example} alt="" />
              </span>
              <bdi className="untrusted-name">{captions[example]?.text}</bdi>
            </li>
          ))}
        </ul>
      )}
    </PanelSection>
  );
}
