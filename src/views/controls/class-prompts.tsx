/** The templates of the class texts: a known set, or lines of the visitor's own. */

import { PROMPT_SETS, readTemplates } from "../../pipeline/embeddings/class-prompts.ts";
import { selectSharesSpace } from "../../studio/selectors/study-supply.ts";
import { SelectField } from "./select-field.tsx";
import { TextAreaField } from "./text-area-field.tsx";
import { useCommands, useStudio } from "../studio-context.tsx";

const OWN = "Own lines";

interface ClassPromptsProps {
  /** What becomes of several lines. */
  readonly hint: string;
}

/** Nothing where class texts are not made from prompts. */
export function ClassPrompts({ hint }: ClassPromptsProps) {
  const shared = useStudio(selectSharesSpace);
  const imported = useStudio((state) => state.embeddings.classTexts !== null);
  const prompts = useStudio((state) => state.models.choice.classPrompts);
  const { setClassPrompts } = useCommands();
  if (!shared || imported) return null;
  const text = prompts.join("\n");
  const known = PROMPT_SETS.find(({ templates }) => templates.join("\n") === text);
  return (
    <>
      <SelectField
        label="Class prompts"
        value={known?.name ?? OWN}
        options={[
          ...PROMPT_SETS.map(({ name }) => ({ value: name, label: name })),
          ...(known === undefined ? [{ value: OWN, label: OWN }] : []),
        ]}
        onCommit={(name) => {
          const chosen = PROMPT_SETS.find((set) => set.name === name);
          if (chosen !== undefined) setClassPrompts(chosen.templates);
        }}
      />
      <TextAreaField
        label="Prompt lines"
        rows={3}
        value={text}
        hint={`One a line, {} is the class name; ${hint}.`}
        problem={(lines) => {
          const read = readTemplates(lines);
          return "problem" in read ? read.problem : null;
        }}
        onCommit={(lines) => {
          const read = readTemplates(lines);
          if ("templates" in read) setClassPrompts(read.templates);
        }}
      />
    </>
  );
}
