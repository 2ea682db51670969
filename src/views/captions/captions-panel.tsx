/** Stage 2: each image with its text, where the text came from, and how often it names its class. */

import { readyArtifact } from "../../studio/stage-run.ts";
import { selectDataset } from "../../studio/selectors/pools.ts";
import { FactList } from "../controls/fact-list.tsx";
import { PanelSection, StagePanel } from "../controls/stage-panel.tsx";
import { count } from "../format/count.ts";
import { percent } from "../format/percent.ts";
import { useStudio } from "../studio-context.tsx";
import { CaptionList } from "./caption-list.tsx";
import { captionSources } from "./caption-sources.ts";
import "./captions.css";

export function CaptionsPanel() {
  const dataset = useStudio(selectDataset);
  const captions = useStudio((state) => state.captions.captions);
  const artifact = useStudio((state) => readyArtifact(state.captions.run));
  const sources = captionSources(captions);
  const facts: [string, string][] = [];
  if (sources.sidecar > 0) facts.push(["Came with the images", count(sources.sidecar)]);
  if (sources.tagger > 0) facts.push(["Written by the tagger", count(sources.tagger)]);
  if (artifact !== null) facts.push(["Contain their class name", percent(artifact.classNameShare)]);
  return (
    <StagePanel stage="captions">
      <CaptionerNote fromFiles={sources.sidecar > 0 && sources.tagger === 0} />
      {facts.length === 0 ? null : <FactList facts={facts} />}
      {artifact !== null && artifact.classNameShare > 0 ? (
        <p className="hint">
          A caption that names its class gives the answer away, so the share is counted.
        </p>
      ) : null}
      {dataset === null || sources.sidecar + sources.tagger === 0 ? null : (
        <PanelSection title="Each image and its text">
          <CaptionList dataset={dataset} captions={captions} />
        </PanelSection>
      )}
    </StagePanel>
  );
}

function CaptionerNote({ fromFiles }: { readonly fromFiles: boolean }) {
  const captioner = useStudio((state) => state.captions.captioner);
  if (fromFiles) {
    return <p>All captions came with the images; no captioner runs.</p>;
  }
  return (
    <div className="captioner-note">
      <p>Tagger: three likeliest ImageNet words; not a language model</p>
      <p className="hint">
        {captioner === null ? null : `${captioner.name}, ${captioner.licence}. `}
        It sees only the image, so it leaks no label, but it knows only the 1,000 words of ImageNet:
        good on pets, wrong on groceries.
      </p>
    </div>
  );
}
