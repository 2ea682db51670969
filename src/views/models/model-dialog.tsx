/** Models of a hub: which run, which are stored, and how another one comes into this browser. */

import { useEffect } from "react";
import { Dialog } from "../controls/dialog.tsx";
import { ErrorNotice } from "../controls/error-notice.tsx";
import { PanelSection } from "../controls/stage-panel.tsx";
import { useCommands, useStudio } from "../studio-context.tsx";
import { FindModel } from "./find-model.tsx";
import { ModelChoice } from "./model-choice.tsx";
import { StoredModels } from "./stored-models.tsx";
import "./models.css";

export function ModelDialog({ onClose }: { readonly onClose: () => void }) {
  const error = useStudio((state) => state.models.error);
  const { refreshModels } = useCommands();
  useEffect(() => {
    void refreshModels();
  }, [refreshModels]);
  return (
    <Dialog title="Models" wide onClose={onClose}>
      {error === null ? null : <ErrorNotice error={error} />}
      <PanelSection title="What runs">
        <ModelChoice />
      </PanelSection>
      <PanelSection title="Get a model">
        <FindModel />
      </PanelSection>
      <PanelSection title="Stored in this browser">
        <StoredModels />
      </PanelSection>
    </Dialog>
  );
}
