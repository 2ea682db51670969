/** Stage 2: each image with its text, where the text came from, and how often it names its class. */

import { readyArtifact } from "../../studio/stage-run.ts";
import { selectCaptioner } from "../../studio/selectors/captioner.ts";
import { selectDataset } from "../../studio/selectors/pools.ts";
import { FactList } from "../controls/fact-list.tsx";
import { PanelSection, StagePanel } from "../controls/stage-panel.tsx";
import { count } from "../format/count.ts";
import { percent } from "../format/percent.ts";
import { useStudio } from "../studio-context.tsx";
import { ModelButton } from "../models/model-button.tsx";
import { CaptionList } from "./caption-list.tsx";
import { CaptionerFields } from "./captioner-fields.tsx";
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
  if (sources.model > 0) facts.push(["Written by a model", count(sources.model)]);
  if (sources.retrieved > 0) facts.push(["Nearest class texts", count(sources.retrieved)]);
  if (sources.edited > 0) facts.push(["Edited", count(sources.edited)]);
  if (sources.imported > 0) facts.push(["Imported", count(sources.imported)]);
  if (artifact !== null) facts.push(["Contain their class name", percent(artifact.classNameShare)]);
  return (
    <StagePanel stage="captions">
      <CaptionerNote
        fromFiles={sources.sidecar > 0 && sources.tagger + sources.model + sources.retrieved === 0}
      />
      <ModelButton />
      <CaptionerFields />
      <WritingNote />
      {facts.length === 0 ? null : <FactList facts={facts} />}
      {artifact !== null && artifact.classNameShare > 0 ? (
        <p className="hint">
          A caption that names its class gives the answer away, so the share is counted.
        </p>
      ) : null}
      {dataset === null || captions.every((caption) => caption === null) ? null : (
        <PanelSection title="Each image and its text">
          <CaptionList dataset={dataset} captions={captions} />
        </PanelSection>
      )}
    </StagePanel>
  );
}

/** The caption that is being written, as far as it is. */
function WritingNote() {
  const text = useStudio((state) => state.captions.writing?.text ?? null);
  if (text === null) return null;
  return (
    <p className="hint">
      Writing: <bdi>{text}</bdi>
    </p>
  );
}

function CaptionerNote({ fromFiles }: { readonly fromFiles: boolean }) {
  const captioner = useStudio(selectCaptioner);
  const model = useStudio((state) => state.models.choice.captioner);
  if (fromFiles) {
    return <p>All captions came with the images; no captioner runs.</p>;
  }
  if (model === "browser" || model === "class-texts") {
    return (
      <p>
        {model === "browser"
          ? "The browser's own model writes the captions; it does not say which model it is."
          : "Nearest class text: of all class texts the one closest to the image in the space of both encoders. It sees no label, and names a class in every caption."}
      </p>
    );
  }
  if (model !== "tagger") {
    return (
      <div className="captioner-note">
        <p>
          {model.name}: a language model that sees the image, {model.ref.dtype}, {model.licence}
        </p>
      </div>
    );
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
