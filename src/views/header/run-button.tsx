/** Runs every stage that is not ready, or stops what runs. */

import { selectDataset } from "../../studio/selectors/pools.ts";
import { selectStages } from "../../studio/selectors/stage-status.ts";
import { useCommands, useStudio } from "../studio-context.tsx";

export function RunButton() {
  const commands = useCommands();
  const running = useStudio((state) =>
    selectStages(state).some((stage) => stage.state === "running"),
  );
  const hasDataset = useStudio((state) => selectDataset(state) !== null);
  if (running) {
    return (
      <button
        type="button"
        className="button run-button"
        title="Stop within a second and keep what is done"
        onClick={commands.cancel}
      >
        Cancel
      </button>
    );
  }
  return (
    <button
      type="button"
      className="button button-primary run-button"
      title="Run every stage that is not ready, in order"
      disabled={!hasDataset}
      onClick={() => void commands.runAll()}
    >
      Run
    </button>
  );
}
