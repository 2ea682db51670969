/** Ablations: one thing changed at a time, with the same seeds and each variant's own τ*. */

import type { VariantId } from "../../pipeline/ablations/ablation.ts";
import { VARIANT_FACTS } from "../../pipeline/ablations/variant-facts.ts";
import {
  lackingOf,
  selectStudySupply,
  type StudySupply,
} from "../../studio/selectors/study-supply.ts";
import { DEFAULT_VARIANT_SETTINGS, type AblationsPlan } from "../../studio/slices/studies.ts";
import { AllOrNone, withToggled } from "../controls/all-or-none.tsx";
import { NumberField } from "../controls/number-field.tsx";
import { StudyFrame } from "../controls/study-frame.tsx";
import { SwitchField } from "../controls/switch-field.tsx";
import { countOf } from "../format/count.ts";
import { useCommands, useStudio } from "../studio-context.tsx";
import { AblationResults } from "./ablation-results.tsx";
import "./ablations.css";

const NEIGHBOURS = { min: 1, max: 50 };
/** All variants. */
const USUAL = { ...DEFAULT_VARIANT_SETTINGS, left: new Set<VariantId>() };

export function AblationsView() {
  const commands = useCommands();
  const supply = useStudio(selectStudySupply);
  const seeds = useStudio((state) => state.training.settings.runSeeds.length);
  const choice = useStudio((state) => state.studies.ablations.choice);
  const { left, ...settings } = { ...USUAL, ...choice };
  const choose = (patch: typeof choice): void => commands.chooseForStudy("ablations", patch);
  const variants = VARIANT_FACTS.filter((facts) => lackingOf(facts.needs, supply) === null)
    .map(({ id }) => id)
    .filter((id) => id === "reference" || !left.has(id));
  const plan: AblationsPlan = { variants, ...settings };
  return (
    <StudyFrame
      name="ablations"
      title="Ablations"
      runLabel={`Run ${countOf(variants.length, "variant")} with ${countOf(seeds, "seed")}`}
      hindrance={variants.length < 2 ? "Choose at least one variant." : null}
      onRun={() => void commands.runStudy("ablations", plan)}
      settings={
        <>
          <p>
            Each variant changes one thing of the current settings, is swept over its own thresholds
            and takes its own τ* on validation. Differences are paired by seed.
          </p>
          <AllOrNone
            ids={VARIANT_FACTS.map(({ id }) => id)}
            onLeave={(out) => choose({ left: out })}
          />
          <VariantChoices
            left={left}
            supply={supply}
            onToggle={(id) => choose({ left: withToggled(left, id) })}
          />
          <VariantSettingsFields settings={settings} onChange={choose} />
        </>
      }
    >
      <AblationResults />
    </StudyFrame>
  );
}

interface VariantChoicesProps {
  /** Variants that are not run. */
  readonly left: ReadonlySet<VariantId>;
  readonly supply: StudySupply;
  readonly onToggle: (id: VariantId) => void;
}

function VariantChoices({ left, supply, onToggle }: VariantChoicesProps) {
  return (
    <fieldset className="study-choices">
      <legend className="visually-hidden">Variants</legend>
      {VARIANT_FACTS.filter(({ id }) => id !== "reference").map(({ id, name, change, needs }) => {
        const obstacle = lackingOf(needs, supply);
        return (
          <label key={id} className="study-choice" title={obstacle ?? change}>
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

type VariantSettings = typeof DEFAULT_VARIANT_SETTINGS;

interface VariantSettingsFieldsProps {
  readonly settings: VariantSettings;
  readonly onChange: (settings: VariantSettings) => void;
}

function VariantSettingsFields({ settings, onChange }: VariantSettingsFieldsProps) {
  const { paperCode, neighbours } = settings;
  return (
    <div className="study-fields">
      <NumberField
        label="k of the top-k cap"
        value={neighbours}
        min={NEIGHBOURS.min}
        max={NEIGHBOURS.max}
        step={1}
        onCommit={(value) => onChange({ ...settings, neighbours: value })}
      />
      <SwitchField
        label="Paper code: train the adapter"
        hint="Off as in the published scripts, whose optimiser gets the head only."
        checked={paperCode.trainAdapter}
        onCommit={(trainAdapter) =>
          onChange({ ...settings, paperCode: { ...paperCode, trainAdapter } })
        }
      />
      <SwitchField
        label="Paper code: copy the EWC anchor"
        hint="Off as in pet_run.py: the anchor moves with the weights, so the penalty stays 0."
        checked={paperCode.cloneAnchor}
        onCommit={(cloneAnchor) =>
          onChange({ ...settings, paperCode: { ...paperCode, cloneAnchor } })
        }
      />
    </div>
  );
}
