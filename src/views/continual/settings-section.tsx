/** Scenario, tasks, and what protects the finished ones. */

import { FISHER_ESTIMATORS } from "../../pipeline/training/fisher-estimator-name.ts";
import { selectDataset } from "../../studio/selectors/pools.ts";
import { selectDomainNames } from "../../studio/selectors/study-key.ts";
import type { ContinualChoice } from "../../studio/slices/studies.ts";
import { NumberField } from "../controls/number-field.tsx";
import { SelectField } from "../controls/select-field.tsx";
import { SliderField } from "../controls/slider-field.tsx";
import { PanelSection } from "../controls/stage-panel.tsx";
import { SwitchField } from "../controls/switch-field.tsx";
import { useStudio } from "../studio-context.tsx";
import { lambdaAt, LAST_LAMBDA_PLACE, lambdaPlace } from "../training/lambda-scale.ts";
import { FISHER_NAMES, FISHER_WORDS, strengthWords } from "./continual-words.ts";

/** Beyond it a task of a small data set has one class, and a matrix no longer fits. */
const MOST_TASKS = 10;
const MOST_EPOCHS = 1000;

interface SettingsProps {
  readonly choice: ContinualChoice;
  readonly onChange: (patch: Partial<ContinualChoice>) => void;
}

export function SettingsSection(props: SettingsProps) {
  return (
    <>
      <TaskSettings {...props} />
      <ProtectionSettings {...props} />
      <TrainingSettings {...props} />
    </>
  );
}

function TaskSettings({ choice, onChange }: SettingsProps) {
  const classCount = useStudio((state) => selectDataset(state)?.classNames.length ?? 0);
  const domainNames = useStudio(selectDomainNames);
  const hasDomains = domainNames.length >= 2;
  return (
    <PanelSection title="Tasks">
      <SelectField
        label="Scenario"
        value={choice.scenario}
        options={[
          { value: "task-il and class-il", label: "Task-IL and class-IL" },
          { value: "task-il", label: "Task-IL" },
          { value: "class-il", label: "Class-IL" },
          ...(hasDomains ? [{ value: "domain-il", label: "Domain-IL" } as const] : []),
        ]}
        hint={
          hasDomains
            ? `Domains: ${domainNames.join(", ")}.`
            : "Task-IL tells the task, class-IL does not: two runs, two matrices. Domain-IL needs images that name their domain (a style, a column of the table)."
        }
        onCommit={(scenario) => onChange({ scenario })}
      />
      {choice.scenario === "domain-il" ? null : (
        <NumberField
          label="Tasks T"
          value={choice.taskCount}
          min={1}
          max={Math.max(1, Math.min(MOST_TASKS, classCount))}
          step={1}
          hint={
            choice.taskCount === 1
              ? "With a single task there is nothing to protect: the penalty is 0."
              : "Each run seed shuffles the classes and cuts them into T tasks."
          }
          onCommit={(taskCount) => onChange({ taskCount })}
        />
      )}
      <SelectField
        label="Graph"
        value={choice.graphSoFar ? "so-far" : "all"}
        options={[
          { value: "all", label: "Of all tasks" },
          { value: "so-far", label: "Of the tasks so far" },
        ]}
        hint={
          choice.graphSoFar
            ? "Each task attaches to the training images of finished tasks and its own; the graph is built anew for each."
            : "One graph over the training images of all tasks: of later tasks their features are used, not their labels."
        }
        onCommit={(graph) => onChange({ graphSoFar: graph === "so-far" })}
      />
    </PanelSection>
  );
}

function ProtectionSettings({ choice, onChange }: SettingsProps) {
  const isEwc = choice.kind === "ewc";
  return (
    <PanelSection title="Protection">
      <SelectField
        label="Method"
        value={choice.kind}
        options={[
          { value: "ewc", label: "Elastic weight consolidation" },
          { value: "si", label: "Synaptic Intelligence" },
        ]}
        onCommit={(kind) => onChange({ kind })}
      />
      {isEwc ? <FisherSettings choice={choice} onChange={onChange} /> : null}
      <SliderField
        label={isEwc ? "λ" : "c"}
        value={lambdaPlace(choice.strength)}
        min={1}
        max={LAST_LAMBDA_PLACE}
        step={1}
        words={(place) => strengthWords(lambdaAt(place))}
        hint={
          isEwc
            ? `Ω = λ/2 Σ F(θ − θ*)²; mammoth and avalanche print half of this λ.${choice.normalized ? "" : " Estimators of F differ by orders of magnitude, so their λ do too."}`
            : "Ω = c Σ Ω(θ − θ*)², importances along the measured path, ξ = 0.1."
        }
        onCommit={(place) => onChange({ strength: lambdaAt(place) })}
      />
      <SwitchField
        label={isEwc ? "λ sweep" : "c sweep"}
        checked={choice.withSweep}
        hint="Also 1 to 1,000,000 by decades."
        onCommit={(withSweep) => onChange({ withSweep })}
      />
      <SwitchField
        label="Bounds too"
        checked={choice.withBounds}
        hint="Plain fine-tuning protects nothing; joint training sees all tasks so far at once."
        onCommit={(withBounds) => onChange({ withBounds })}
      />
    </PanelSection>
  );
}

function FisherSettings({ choice, onChange }: SettingsProps) {
  return (
    <>
      <SelectField
        label="Fisher diagonal"
        value={choice.fisher}
        options={FISHER_ESTIMATORS.map((value) => ({ value, label: FISHER_NAMES[value] }))}
        hint={FISHER_WORDS[choice.fisher]}
        onCommit={(fisher) => onChange({ fisher })}
      />
      <SelectField
        label="Finished tasks"
        value={choice.accumulation}
        options={[
          { value: "online", label: "Online: one anchor" },
          { value: "separate", label: "Separate: an anchor a task" },
        ]}
        onCommit={(accumulation) => onChange({ accumulation })}
      />
      <SwitchField
        label="Normalise F to mean 1"
        checked={choice.normalized}
        hint="After each task, over all parameters: λ then weighs every estimator alike, and a task that was learned well no less than others."
        onCommit={(normalized) => onChange({ normalized })}
      />
    </>
  );
}

function TrainingSettings({ choice, onChange }: SettingsProps) {
  return (
    <PanelSection title="Each task">
      <NumberField
        label="Epochs a task"
        value={choice.epochs}
        min={1}
        max={MOST_EPOCHS}
        step={1}
        hint="All of them run and the last is kept, so that no task chooses its own end."
        onCommit={(epochs) => onChange({ epochs })}
      />
      <NumberField
        label="Learning rate"
        value={choice.learningRate}
        min={1e-6}
        max={1}
        step="any"
        hint="Adam, begun anew with each task, full batch."
        onCommit={(learningRate) => onChange({ learningRate })}
      />
    </PanelSection>
  );
}
