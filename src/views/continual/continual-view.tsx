/** Sequences of tasks: what is learned one task after another, what of it is kept, and what protects it. */

import { selectContinualResults } from "../../studio/selectors/continual-results.ts";
import { selectDataset, selectTrainingObstacle } from "../../studio/selectors/pools.ts";
import type { ContinualChoice } from "../../studio/slices/studies.ts";
import { OBSTACLE_WORDS } from "../dataset/obstacle-words.ts";
import { useCommands, useStudio } from "../studio-context.tsx";
import { ResultsSection } from "./results-section.tsx";
import { RunSection } from "./run-section.tsx";
import { SettingsSection } from "./settings-section.tsx";
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

/** The learning rate is that of the page. */
const USUAL: Omit<ContinualChoice, "learningRate"> = {
  scenario: "task-il and class-il",
  taskCount: 5,
  kind: "ewc",
  fisher: "exact",
  accumulation: "online",
  normalized: false,
  strength: 1e4,
  epochs: 60,
  graphSoFar: false,
  withBounds: true,
  withSweep: false,
};

function Sequences() {
  const { chooseForStudy } = useCommands();
  const learningRate = useStudio((state) => state.training.settings.learningRate);
  const results = useStudio(selectContinualResults);
  const classCount = useStudio((state) => selectDataset(state)?.classNames.length ?? 0);
  const chosenHere = useStudio((state) => state.studies.continual.choice);
  const chosen = { ...USUAL, learningRate, ...chosenHere };
  // A task has a class of its own, and this data set may have fewer of them.
  const choice = { ...chosen, taskCount: Math.min(chosen.taskCount, classCount) };
  return (
    <div className="continual-columns">
      <div className="continual-settings">
        <SettingsSection choice={choice} onChange={(patch) => chooseForStudy("continual", patch)} />
        <RunSection choice={choice} />
      </div>
      <ResultsSection results={results} />
    </div>
  );
}
