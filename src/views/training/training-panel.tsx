/** Stage 6: how each run is trained, and the loss of the run that trains now. */

import { NumberField } from "../controls/number-field.tsx";
import { PanelSection, StagePanel } from "../controls/stage-panel.tsx";
import { ShotsField } from "../dataset/shots-field.tsx";
import { useCommands, useStudio } from "../studio-context.tsx";
import { LambdaField } from "./lambda-field.tsx";
import { LossSection } from "./loss-section.tsx";

const LARGEST_SEED_COUNT = 10;
const LARGEST_EPOCHS = 1000;

export function TrainingPanel() {
  const settings = useStudio((state) => state.training.settings);
  const commands = useCommands();
  return (
    <StagePanel stage="training">
      <LossSection />
      <PanelSection title="Each run">
        <ShotsField />
        <NumberField
          label="Run seeds"
          value={settings.runSeeds.length}
          min={1}
          max={LARGEST_SEED_COUNT}
          step={1}
          hint="Each seed draws its images and its initial weights. One seed is never a result."
          onCommit={(seeds) => commands.setTraining({ runSeeds: firstSeeds(seeds) })}
        />
        <NumberField
          label="Epochs"
          value={settings.epochs}
          min={1}
          max={LARGEST_EPOCHS}
          step={1}
          hint="All of them run; the epoch with the best validation accuracy is kept."
          onCommit={(epochs) => commands.setTraining({ epochs })}
        />
        <NumberField
          label="Learning rate"
          value={settings.learningRate}
          min={1e-6}
          max={1}
          step="any"
          hint="Adam, full batch, no weight decay."
          onCommit={(learningRate) => commands.setTraining({ learningRate })}
        />
      </PanelSection>
      <PanelSection title="Elastic weight consolidation">
        <LambdaField
          lambda={settings.ewcLambda}
          onCommit={(ewcLambda) => commands.setTraining({ ewcLambda })}
        />
      </PanelSection>
    </StagePanel>
  );
}

/** 3 -> [1, 2, 3] */
function firstSeeds(count: number): readonly number[] {
  return Array.from({ length: count }, (_, i) => i + 1);
}
