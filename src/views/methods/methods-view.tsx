/** Few-shot methods on the same features, with the same seeds and the same budget of trials. */

import type { GraphScope } from "../../pipeline/artifacts.ts";
import { METHOD_FACTS } from "../../pipeline/methods/method-facts.ts";
import { TRIAL_BUDGET, type MethodId } from "../../pipeline/methods/method.ts";
import {
  lackingOf,
  selectSharesSpace,
  selectStudySupply,
  type StudySupply,
} from "../../studio/selectors/study-supply.ts";
import { AllOrNone, withToggled } from "../controls/all-or-none.tsx";
import { StudyFrame } from "../controls/study-frame.tsx";
import { countOf } from "../format/count.ts";
import { useCommands, useStudio } from "../studio-context.tsx";
import { ClassPrompts } from "../controls/class-prompts.tsx";
import { MethodResults } from "./method-results.tsx";
import "./methods.css";

const NONE_LEFT: ReadonlySet<MethodId> = new Set();

export function MethodsView() {
  const commands = useCommands();
  const supply = useStudio(selectStudySupply);
  const seeds = useStudio((state) => state.training.settings.runSeeds.length);
  const left = useStudio((state) => state.studies.methods.choice.left) ?? NONE_LEFT;
  const leave = (out: ReadonlySet<MethodId>): void => {
    commands.chooseForStudy("methods", { left: out });
  };
  const methods = METHOD_FACTS.filter(({ needs }) => lackingOf(needs, supply) === null)
    .map(({ id }) => id)
    .filter((id) => !left.has(id));
  return (
    <StudyFrame
      name="methods"
      title="Methods"
      runLabel={`Run ${countOf(methods.length, "method")} with ${countOf(seeds, "seed")}`}
      hindrance={methods.length === 0 ? "Choose at least one method." : null}
      onRun={() => void commands.runStudy("methods", { methods })}
      settings={
        <>
          <p>
            Every method has the same training images a seed and may try up to {TRIAL_BUDGET}{" "}
            configurations on validation. GA-Net stands among them and may lose.
          </p>
          <AllOrNone ids={METHOD_FACTS.map(({ id }) => id)} onLeave={leave} />
          {(["inductive", "transductive"] as const).map((scope) => (
            <MethodChoices
              key={scope}
              scope={scope}
              left={left}
              supply={supply}
              onToggle={(id) => leave(withToggled(left, id))}
            />
          ))}
          <TextNote supply={supply} />
          <div className="study-fields">
            <ClassPrompts hint="of several the mean of their unit vectors is taken" />
          </div>
        </>
      }
    >
      <MethodResults />
    </StudyFrame>
  );
}

/** Why some boxes are grey, or in which space the others compare texts. */
function TextNote({ supply }: { readonly supply: StudySupply }) {
  const imported = useStudio((state) => state.embeddings.classTexts !== null);
  const shared = useStudio(selectSharesSpace);
  const reasons = [supply["class-texts"], supply["text-features"]].filter(
    (reason) => reason !== null,
  );
  if (reasons.length > 0) return <p className="hint">{reasons.join(" ")}</p>;
  return (
    <p className="hint">
      {imported
        ? "Class texts came with the features."
        : shared
          ? "Class texts are prompts in the space that image and text encoder share."
          : "Image and text encoder share no space, so methods on class texts use ConSE: an image is the mean of its recognised words' vectors."}
    </p>
  );
}

interface MethodChoicesProps {
  readonly scope: GraphScope;
  /** Methods that are not run. */
  readonly left: ReadonlySet<MethodId>;
  readonly supply: StudySupply;
  readonly onToggle: (id: MethodId) => void;
}

function MethodChoices({ scope, left, supply, onToggle }: MethodChoicesProps) {
  return (
    <fieldset className="study-choices">
      <legend className="hint">
        {scope === "inductive"
          ? "Inductive: each image is predicted alone"
          : "Transductive: uses unlabelled test images"}
      </legend>
      {METHOD_FACTS.filter((facts) => facts.scope === scope).map(({ id, name, needs }) => {
        const obstacle = lackingOf(needs, supply);
        return (
          <label key={id} className="study-choice" title={obstacle ?? ""}>
            <input
              type="checkbox"
              checked={obstacle === null && !left.has(id)}
              disabled={obstacle !== null}
              onChange={() => onToggle(id)}
            />
            {name}
          </label>
        );
      })}
    </fieldset>
  );
}
