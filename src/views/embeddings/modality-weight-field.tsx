/** w: how much the caption counts. The two ends are one press away. */

import { RadioGroup } from "../controls/radio-group.tsx";
import { SliderField } from "../controls/slider-field.tsx";

interface ModalityWeightFieldProps {
  readonly weight: number;
  readonly onCommit: (weight: number) => void;
}

export function ModalityWeightField({ weight, onCommit }: ModalityWeightFieldProps) {
  return (
    <>
      <RadioGroup
        label="Features"
        arrangement="row"
        value={weight === 0 ? "0" : weight === 1 ? "1" : weight === 0.5 ? "0.5" : null}
        options={[
          { value: "0", label: "Image only" },
          { value: "0.5", label: "Both" },
          { value: "1", label: "Text only" },
        ]}
        onCommit={(value) => onCommit(Number(value))}
      />
      <SliderField
        label="Text weight w"
        value={weight}
        min={0}
        max={1}
        step={0.05}
        words={(value) => value.toFixed(2)}
        hint="Cosine of two nodes: (1 − w) times that of the images plus w times that of the captions."
        onCommit={onCommit}
      />
    </>
  );
}
