/** Native radio buttons: a row of short choices, or a list with a sentence for each. */

import { useId } from "react";

interface RadioOption<Value extends string> {
  readonly value: Value;
  readonly label: string;
  readonly explanation?: string;
}

interface RadioGroupProps<Value extends string> {
  readonly label: string;
  /** Null when the current setting is none of the choices. */
  readonly value: Value | null;
  readonly options: readonly RadioOption<Value>[];
  readonly arrangement: "row" | "list";
  readonly onCommit: (value: Value) => void;
}

export function RadioGroup<Value extends string>(props: RadioGroupProps<Value>) {
  const { label, value, options, arrangement, onCommit } = props;
  const name = useId();
  return (
    <fieldset className={`radio-group radio-${arrangement}`}>
      <legend>{label}</legend>
      <div className="radio-options">
        {options.map((option) => (
          <RadioChoice
            key={option.value}
            name={name}
            option={option}
            checked={option.value === value}
            onCommit={onCommit}
          />
        ))}
      </div>
    </fieldset>
  );
}

interface RadioChoiceProps<Value extends string> {
  readonly name: string;
  readonly option: RadioOption<Value>;
  readonly checked: boolean;
  readonly onCommit: (value: Value) => void;
}

function RadioChoice<Value extends string>(props: RadioChoiceProps<Value>) {
  const { name, option, checked, onCommit } = props;
  const id = useId();
  return (
    <div className="radio-choice">
      <input
        id={id}
        type="radio"
        name={name}
        checked={checked}
        aria-describedby={option.explanation === undefined ? undefined : `${id}-explanation`}
        onChange={() => onCommit(option.value)}
      />
      <label htmlFor={id}>{option.label}</label>
      {option.explanation === undefined ? null : (
        <p className="hint" id={`${id}-explanation`}>
          {option.explanation}
        </p>
      )}
    </div>
  );
}
