/** λ of elastic weight consolidation, on a logarithmic scale. */

import { SliderField } from "../controls/slider-field.tsx";
import { lambdaAt, LAST_LAMBDA_PLACE, lambdaPlace } from "./lambda-scale.ts";

const threeDigits = new Intl.NumberFormat("en", { maximumSignificantDigits: 2 });

interface LambdaFieldProps {
  readonly lambda: number;
  readonly onCommit: (lambda: number) => void;
}

export function LambdaField({ lambda, onCommit }: LambdaFieldProps) {
  return (
    <>
      <SliderField
        label="λ"
        value={lambdaPlace(lambda)}
        min={0}
        max={LAST_LAMBDA_PLACE}
        step={1}
        words={(place) => (place === 0 ? "0, off" : threeDigits.format(lambdaAt(place)))}
        hint="Penalty: λ/2 times the sum of F (θ − θ*)². Code without the 1/2 needs half of this λ."
        onCommit={(place) => onCommit(lambdaAt(place))}
      />
      <p className="hint">
        A single task has nothing to protect: the penalty is 0 and λ changes no number here.
      </p>
    </>
  );
}
