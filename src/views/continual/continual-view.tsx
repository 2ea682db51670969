/** Sequences of tasks: what is learned one task after another, what of it is kept, and what protects it. */

import { useState } from "react";
import { selectContinualResults } from "../../studio/selectors/continual-results.ts";
import { selectDataset, selectTrainingObstacle } from "../../studio/selectors/pools.ts";
import { OBSTACLE_WORDS } from "../dataset/obstacle-words.ts";
import { useStudio } from "../studio-context.tsx";
import { ResultsSection } from "./results-section.tsx";
import { RunSection } from "./run-section.tsx";
import { SettingsSection } from "./settings-section.tsx";
import type { ContinualChoice } from "./continual-plan.ts";
import "./continual.css";

export function ContinualView() {
  const hasData = useStudio((state) => selectDataset(state) !== null);
  const obstacle = useStudio(selectTrainingObstacle);
  return (
    <div className="continual">
      <h2>Continual learning</h2>
      {!hasData ? (
        <p>Open a folder or a sample first.</p>
      ) : obstacle !== null ? (
        <p>{OBSTACLE_WORDS[obstacle]}</p>
      ) : (
        <Sequences />
      )}
    </div>
  );
}

function Sequences() {
  const learningRate = useStudio((state) => state.training.settings.learningRate);
  const results = useStudio(selectContinualResults);
  const classCount = useStudio((state) => selectDataset(state)?.classNames.length ?? 0);
  const [chosen, setChoice] = useState<ContinualChoice>({
    scenario: "task-il and class-il",
    taskCount: 5,
    kind: "ewc",
    fisher: "exact",
    accumulation: "online",
    normalized: false,
    strength: 1e4,
    epochs: 60,
    learningRate,
    graphSoFar: false,
    withBounds: true,
    withSweep: false,
  });
  // A task has a class of its own, and another data set may have fewer of them.
  const choice = { ...chosen, taskCount: Math.min(chosen.taskCount, classCount) };
  return (
    <div className="continual-columns">
      <div className="continual-settings">
        <SettingsSection
          choice={choice}
          onChange={(patch) => setChoice((before) => ({ ...before, ...patch }))}
        />
        <RunSection choice={choice} />
      </div>
      <ResultsSection results={results} />
    </div>
  );
}
