/** Stage 5: the shape of the Graph Adapter and how many numbers it trains. */

import type { AdapterSettings } from "../../pipeline/artifacts.ts";
import { parameterCount } from "../../pipeline/adapter/parameter-count.ts";
import { selectDataset } from "../../studio/selectors/pools.ts";
import { selectFeatureDimension } from "../../studio/selectors/sweep-key.ts";
import { FactList } from "../controls/fact-list.tsx";
import { NumberField } from "../controls/number-field.tsx";
import { RadioGroup } from "../controls/radio-group.tsx";
import { PanelSection, StagePanel } from "../controls/stage-panel.tsx";
import { SwitchField } from "../controls/switch-field.tsx";
import { count } from "../format/count.ts";
import { useCommands, useStudio } from "../studio-context.tsx";

/** The released code's 512 twice over; beyond it the adapter outgrows the features. */
const LARGEST_BOTTLENECK = 1024;

export function AdapterPanel() {
  const settings = useStudio((state) => state.adapter.settings);
  const commands = useCommands();
  return (
    <StagePanel stage="adapter">
      <p>
        Project down to r, average over neighbours in the graph, project up, classify. The encoders
        stay frozen.
      </p>
      <PanelSection title="Shape">
        <NumberField
          label="Bottleneck r"
          value={settings.bottleneckDimension}
          min={1}
          max={LARGEST_BOTTLENECK}
          step={1}
          onCommit={(bottleneckDimension) => commands.setAdapter({ bottleneckDimension })}
        />
        <SwitchField
          label="Residual"
          checked={settings.residual}
          hint={
            settings.residual
              ? "H = X + U: the adapter adds to the features, and starts as a linear probe."
              : "H = U: the features reach the classifier only through the graph."
          }
          onCommit={(residual) => commands.setAdapter({ residual })}
        />
        <RadioGroup
          label="Activation after the graph"
          arrangement="row"
          value={settings.activation}
          options={[
            { value: "relu", label: "ReLU" },
            { value: "none", label: "None" },
          ]}
          onCommit={(activation) => commands.setAdapter({ activation })}
        />
      </PanelSection>
      <Parameters settings={settings} />
    </StagePanel>
  );
}

function Parameters({ settings }: { readonly settings: AdapterSettings }) {
  const featureDimension = useStudio(selectFeatureDimension);
  const classCount = useStudio((state) => selectDataset(state)?.classNames.length ?? 0);
  if (featureDimension === 0 || classCount === 0) return null;
  const { bottleneckDimension } = settings;
  const { down, gcn, up, head, total } = parameterCount({
    featureDimension,
    bottleneckDimension,
    classCount,
  });
  return (
    <PanelSection title="Parameters">
      <FactList
        facts={[
          [`Down, ${count(featureDimension)} to ${bottleneckDimension}`, count(down)],
          [`Graph, ${bottleneckDimension} to ${bottleneckDimension}`, count(gcn)],
          [`Up, ${bottleneckDimension} to ${count(featureDimension)}`, count(up)],
          [`Classifier, ${count(classCount)} classes`, count(head)],
          ["Trained in all", <strong key="total">{count(total)}</strong>],
        ]}
      />
      <p className="hint">Weights and biases. The graph itself has no parameters.</p>
    </PanelSection>
  );
}
