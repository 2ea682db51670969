/** Ablations: one thing changed at a time, with the same seeds and each variant's own τ*. */

import { useState } from "react";
import type { VariantId } from "../../pipeline/ablations/ablation.ts";
import { VARIANT_FACTS } from "../../pipeline/ablations/variant-facts.ts";
import {
  lackingOf,
  selectStudySupply,
  type StudySupply,
} from "../../studio/selectors/study-supply.ts";
import { DEFAULT_VARIANT_SETTINGS, type AblationsPlan } from "../../studio/slices/studies.ts";
import { NumberField } from "../controls/number-field.tsx";
import { StudyFrame } from "../controls/study-frame.tsx";
import { SwitchField } from "../controls/switch-field.tsx";
import { countOf } from "../format/count.ts";
import { useCommands, useStudio } from "../studio-context.tsx";
import { AblationResults } from "./ablation-results.tsx";
import "./ablations.css";

const NEIGHBOURS = { min: 1, max: 50 };

export function AblationsView() {
  const commands = useCommands();
  const supply = useStudio(selectStudySupply);
  const seeds = useStudio((state) => state.training.settings.runSeeds.length);
  const [settings, setSettings] = useState(DEFAULT_VARIANT_SETTINGS);
  const [left, setLeft] = useState<ReadonlySet<VariantId>>(new Set());
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
          <VariantChoices
            left={left}
            supply={supply}
            onToggle={(id) => setLeft((old) => toggled(old, id))}
          />
          <VariantSettingsFields settings={settings} onChange={setSettings} />
        </>
      }
    >
      <AblationResults />
    </StudyFrame>
  );
}

function toggled(old: ReadonlySet<VariantId>, id: VariantId): ReadonlySet<VariantId> {
  const next = new Set(old);
  if (!next.delete(id)) next.add(id);
  return next;
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
