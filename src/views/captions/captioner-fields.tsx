/** How the captioner writes, and what is done to its text: every rule can be switched off. */

import { captionerPrompts, promptOf } from "../../pipeline/models/captioner-prompts.ts";
import { NumberField } from "../controls/number-field.tsx";
import { SelectField } from "../controls/select-field.tsx";
import { SwitchField } from "../controls/switch-field.tsx";
import { TextAreaField } from "../controls/text-area-field.tsx";
import { countOf } from "../format/count.ts";
import { writesProse } from "../../studio/selectors/captioner.ts";
import { selectCaptionsKey } from "../../studio/selectors/sweep-key.ts";
import { ClassPrompts } from "../controls/class-prompts.tsx";
import { useCommands, useStudio } from "../studio-context.tsx";

const MOST_TOKENS = 256;

/** Shown while the prompt is none of the tasks'. */
const OWN_PROMPT = "Own prompt";

export function CaptionerFields() {
  const writes = useStudio((state) => writesProse(state.models.choice.captioner));
  const retrieves = useStudio((state) => state.models.choice.captioner === "class-texts");
  const settings = useStudio((state) => state.models.choice.captionerSettings);
  const { setCaptioner } = useCommands();
  return (
    <>
      {writes ? <WritingFields /> : null}
      {retrieves ? <ClassPrompts hint="each line makes a text of every class" /> : null}
      <SwitchField
        label="Mask class names"
        checked={settings.maskClassNames}
        hint={
          settings.maskClassNames ? (
            <MaskedNames />
          ) : (
            "Replaces the names of all classes in every caption, so that none gives a label away."
          )
        }
        onCommit={(maskClassNames) => setCaptioner({ maskClassNames })}
      />
    </>
  );
}

/** Captions of before the switch hold none, which says nothing of what Run will find. */
function MaskedNames() {
  const current = useStudio(
    (state) =>
      state.captions.run.status === "ready" &&
      state.captions.run.madeFrom === selectCaptionsKey(state),
  );
  const masked = useStudio((state) =>
    state.captions.captions.reduce((sum, caption) => sum + (caption?.masked ?? 0), 0),
  );
  return current
    ? `${countOf(masked, "class name")} masked: names of all classes, in all captions alike.`
    : "Names of all classes, in all captions alike; the next Run masks and counts them.";
}

/** What the model is told; nothing for one that reads no prompt. */
function PromptFields() {
  const model = useStudio((state) => state.models.choice.captioner);
  const chosen = useStudio((state) => state.models.choice.captionerSettings.prompt);
  const { setCaptioner } = useCommands();
  if (model === "tagger" || model === "class-texts") return null;
  const kind = model === "browser" ? model : model.family;
  const prompts = captionerPrompts(kind);
  if (prompts === null) return null;
  const prompt = promptOf(kind, chosen);
  const task = prompts.tasks.find((known) => known.prompt === prompt);
  return (
    <>
      <SelectField
        label="Task"
        value={task?.name ?? OWN_PROMPT}
        options={[
          ...prompts.tasks.map(({ name }) => ({ value: name, label: name })),
          ...(task === undefined ? [{ value: OWN_PROMPT, label: OWN_PROMPT }] : []),
        ]}
        onCommit={(name) => {
          const wanted = prompts.tasks.find((known) => known.name === name);
          if (wanted !== undefined) {
            setCaptioner({ prompt: wanted.prompt, maxTokens: wanted.maxTokens });
          }
        }}
      />
      {prompts.free ? (
        <TextAreaField
          label="Prompt"
          rows={2}
          value={prompt}
          onCommit={(text) => setCaptioner({ prompt: text.trim() === "" ? null : text })}
        />
      ) : (
        <p className="hint">It is asked: {prompt}</p>
      )}
    </>
  );
}

/** The browser's own model offers neither. */
function LengthAndSampling() {
  const settings = useStudio((state) => state.models.choice.captionerSettings);
  const { setCaptioner } = useCommands();
  const { sampling } = settings;
  return (
    <>
      <NumberField
        label="Longest caption (tokens)"
        value={settings.maxTokens}
        min={1}
        max={MOST_TOKENS}
        step={1}
        onCommit={(maxTokens) => setCaptioner({ maxTokens })}
      />
      <SwitchField
        label="Sampling"
        checked={sampling !== null}
        hint="Off writes the likeliest token each time; on draws from the likely ones, by a seed."
        onCommit={(on) =>
          setCaptioner({ sampling: on ? { temperature: 1, topP: 0.9, seed: 1 } : null })
        }
      />
      {sampling === null ? null : (
        <NumberField
          label="Sampling seed"
          value={sampling.seed}
          min={0}
          max={2 ** 31 - 1}
          step={1}
          onCommit={(seed) => setCaptioner({ sampling: { ...sampling, seed } })}
        />
      )}
    </>
  );
}

function WritingFields() {
  const settings = useStudio((state) => state.models.choice.captionerSettings);
  const { setCaptioner } = useCommands();
  const isBrowsers = useStudio((state) => state.models.choice.captioner === "browser");
  return (
    <>
      <PromptFields />
      {isBrowsers ? null : <LengthAndSampling />}
      <SwitchField
        label="Drop stock beginnings"
        checked={settings.dropBoilerplate}
        hint="The image shows, In this picture we can see: they say nothing of what it shows."
        onCommit={(dropBoilerplate) => setCaptioner({ dropBoilerplate })}
      />
      <SwitchField
        label="Drop repeats"
        checked={settings.dropRepeats}
        hint="A phrase that follows itself is kept once."
        onCommit={(dropRepeats) => setCaptioner({ dropRepeats })}
      />
    </>
  );
}
