/** Captioner and encoders of the next run: the embedded ones, or stored ones of a hub. */

import type { ModelRole } from "../../pipeline/models/hub-model.ts";
import { selectSharesSpace } from "../../studio/selectors/study-supply.ts";
import { SelectField } from "../controls/select-field.tsx";
import { useCommands, useStudio } from "../studio-context.tsx";
import {
  modelKey,
  useAbsentOption,
  useCaptioners,
  useModelTitle,
  useStoredWhole,
} from "./captioner-options.ts";

const ENCODERS: readonly {
  readonly role: Exclude<ModelRole, "captioner">;
  readonly label: string;
  readonly embedded: string;
}[] = [
  { role: "image-encoder", label: "Image encoder", embedded: "EfficientNet-Lite0 (embedded)" },
  { role: "text-encoder", label: "Text encoder", embedded: "all-MiniLM-L6-v2 (embedded)" },
];

export function ModelChoice() {
  const choice = useStudio((state) => state.models.choice);
  const commands = useCommands();
  const captioners = useCaptioners();
  const ready = useStoredWhole();
  const modelTitle = useModelTitle();
  const absentOption = useAbsentOption();
  const { captioner } = choice;
  return (
    <>
      <SelectField
        label="Captions"
        value={typeof captioner === "string" ? captioner : modelKey(captioner)}
        options={[...captioners, ...absentOption(typeof captioner === "string" ? null : captioner)]}
        onCommit={(value) => {
          const chosen = captioners.find((option) => option.value === value);
          if (chosen !== undefined) commands.chooseCaptioner(chosen.captioner);
        }}
      />
      {captioner === "browser" ? <BrowserModelNote /> : null}
      {captioner === "class-texts" ? <ClassTextNote /> : null}
      {ENCODERS.map(({ role, label, embedded }) => {
        const fitting = ready.filter(({ roles }) => roles.includes(role));
        const current = role === "image-encoder" ? choice.imageEncoder : choice.textEncoder;
        return (
          <SelectField
            key={role}
            label={label}
            value={current === null ? "" : modelKey(current)}
            options={[
              { value: "", label: embedded },
              ...fitting.map((model) => ({ value: modelKey(model), label: modelTitle(model) })),
              ...absentOption(current),
            ]}
            onCommit={(key) =>
              commands.chooseEncoder(role, fitting.find((model) => modelKey(model) === key) ?? null)
            }
          />
        );
      })}
      <SelectField
        label="Runs on"
        value={choice.device ?? ""}
        options={[
          { value: "", label: "GPU where there is one" },
          { value: "wasm", label: "CPU (wasm)" },
          { value: "webgpu", label: "WebGPU" },
        ]}
        hint="For models of a hub. Changing it ends the loaded model."
        onCommit={(device) => commands.setInferenceDevice(device === "" ? null : device)}
      />
      <p className="hint">
        Only stored models can be chosen. Image and text vectors can be compared with each other
        where both come from one CLIP or SigLIP.
      </p>
    </>
  );
}

function BrowserModelNote() {
  const state = useStudio(({ models }) => models.browserModel);
  return (
    <p className="hint">
      It runs on this device, and which model it is the browser does not say.
      {state === "downloadable"
        ? " At the first Run the browser fetches it from its maker, which may be gigabytes. Pictures and texts stay here."
        : null}
    </p>
  );
}

function ClassTextNote() {
  const shared = useStudio(selectSharesSpace);
  return (
    <p className="hint">
      Of all class texts the one nearest to the image: a guess of its class, which sees no label.
      {shared ? null : " It needs image and text encoder of one CLIP or SigLIP: choose both below."}
    </p>
  );
}
