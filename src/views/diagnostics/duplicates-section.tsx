/** Training and validation images that almost equal a test image, and the switch that leaves them out. */

import { selectCrossSplitDuplicates } from "../../studio/selectors/diagnostics.ts";
import { PanelSection } from "../controls/stage-panel.tsx";
import { SwitchField } from "../controls/switch-field.tsx";
import { Thumbnail } from "../controls/thumbnail.tsx";
import { countOf } from "../format/count.ts";
import { useCommands, useStudio } from "../studio-context.tsx";

/** More would say no more; the count is of all of them. */
const MOST_SHOWN = 12;

export function DuplicatesSection() {
  const duplicates = useStudio(selectCrossSplitDuplicates);
  const complete = useStudio((state) => state.dataset.nearDuplicates?.complete !== false);
  const dropped = useStudio((state) => state.dataset.dropNearDuplicates);
  const commands = useCommands();
  return (
    <PanelSection title="Near duplicates across the split">
      {duplicates === null ? (
        <p>Not searched for yet.</p>
      ) : (
        <>
          <p>
            {countOf(duplicates.length, "training or validation image")} with a cosine above .999 to
            a test image, by uncentred image features. Files with equal content are left out
            already.
          </p>
          {complete ? null : (
            <p>
              So many images are almost equal that only the 100,000 most similar pairs found are
              listed; the switch knows no others.
            </p>
          )}
          <SwitchField
            label="Drop near duplicates"
            checked={dropped}
            hint="Leaves them out of training and validation, so graph and sweep are made anew. Test images stay."
            onCommit={commands.setDropNearDuplicates}
          />
          <ol className="pair-list">
            {duplicates.slice(0, MOST_SHOWN).map(({ example, testExample, similarity }) => (
              <li key={example}>
                <span className="pair-images">
                  <Thumbnail example={example} alt="Training or validation image" />
                  <Thumbnail example={testExample} alt="Test image" />
                </span>
                <span>
                  cosine {similarity.toFixed(5)}
                  {dropped ? ", dropped" : ""}
                </span>
              </li>
            ))}
          </ol>
        </>
      )}
    </PanelSection>
  );
}
