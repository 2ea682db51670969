/** Stage 3: the encoders, and how image and text are fused into one vector. */

import type { EncoderInfo } from "../../pipeline/artifacts.ts";
import { selectDataset } from "../../studio/selectors/pools.ts";
import { selectSharesSpace } from "../../studio/selectors/study-supply.ts";
import { readyArtifact } from "../../studio/stage-run.ts";
import { NumberField } from "../controls/number-field.tsx";
import { PanelSection, StagePanel } from "../controls/stage-panel.tsx";
import { SwitchField } from "../controls/switch-field.tsx";
import { count, countOf } from "../format/count.ts";
import { useCommands, useStudio } from "../studio-context.tsx";
import { ModelButton } from "../models/model-button.tsx";
import { ExportSection } from "./export-section.tsx";
import { ModalityWeightField } from "./modality-weight-field.tsx";
import { ShippedNote } from "./shipped-note.tsx";
import { ZeroRows } from "./zero-rows.tsx";
import "./embeddings.css";

/** Scales beyond it saturate the softmax before the first step. */
const LARGEST_SCALE = 100;

export function EmbeddingsPanel() {
  const settings = useStudio((state) => state.embeddings.settings);
  const encoders = useStudio((state) => state.embeddings.encoders);
  const imported = useStudio((state) => selectDataset(state)?.layout === "feature-files");
  const commands = useCommands();
  return (
    <StagePanel stage="embeddings">
      <ShippedNote />
      {encoders === null ? null : (
        <div className="encoder-list">
          <Encoder role="Image encoder" info={encoders.image} />
          <Encoder role="Text encoder" info={encoders.text} />
          {imported ? null : <SpaceNote />}
        </div>
      )}
      {imported ? null : <ModelButton />}
      <PanelSection title="Fusion">
        <ModalityWeightField
          weight={settings.modalityWeight}
          onCommit={(modalityWeight) => commands.setFeatures({ modalityWeight })}
        />
        <SwitchField
          label="Centred"
          checked={settings.center}
          hint="Takes the mean of the train pool away, which spreads the cosines out."
          onCommit={(center) => commands.setFeatures({ center })}
        />
        <NumberField
          label="Feature scale s"
          value={settings.scale}
          min={0.1}
          max={LARGEST_SCALE}
          step="any"
          hint="The network sees s times the unit vector. The graph does not depend on it."
          onCommit={(scale) => commands.setFeatures({ scale })}
        />
        <ZeroRows />
        <CutTexts />
      </PanelSection>
      <ExportSection />
    </StagePanel>
  );
}

/** Nothing while every caption fits its encoder. */
function CutTexts() {
  const cut = useStudio((state) => readyArtifact(state.embeddings.run)?.cutTexts ?? 0);
  if (cut === 0) return null;
  return (
    <p className="hint">
      {countOf(cut, "caption")} longer than the text encoder takes: the beginning counts.
    </p>
  );
}

function SpaceNote() {
  const shared = useStudio(selectSharesSpace);
  return (
    <p className="hint">
      {shared
        ? "Both towers of one model: image and text share a space. They are put side by side here, as for any other pair."
        : "Two encoders trained apart, not CLIP: image and text do not share a space, so they are put side by side and only cosines within each are compared."}
    </p>
  );
}

function Encoder({ role, info }: { readonly role: string; readonly info: EncoderInfo }) {
  return (
    <div>
      <p className="hint">{role}</p>
      <p>{info.name}</p>
      <p className="hint">
        {count(info.dimension)} dimensions, {info.licence}
      </p>
    </div>
  );
}
