/** K: how many images of a class each run trains on. */

import { SHOTS } from "../../pipeline/artifacts.ts";
import { SelectField } from "../controls/select-field.tsx";
import { useCommands, useStudio } from "../studio-context.tsx";

export function ShotsField() {
  const shots = useStudio((state) => state.training.settings.shots);
  const commands = useCommands();
  return (
    <SelectField
      label="Shots (images a class)"
      value={String(shots)}
      options={SHOTS.map((choice) => ({ value: String(choice), label: String(choice) }))}
      onCommit={(value) => {
        const chosen = SHOTS.find((choice) => String(choice) === value);
        if (chosen !== undefined) commands.setTraining({ shots: chosen });
      }}
    />
  );
}
