/** Labels that grow: the visitor gives images a class, takes it back, and everything that depends on labels follows. */

import { tidyClassName, type LabelStep } from "../../pipeline/dataset/relabel.ts";
import type { StudioCommands } from "../commands.ts";
import { selectDataset, selectReadDataset } from "../selectors/pools.ts";
import { NO_LABEL_STEPS } from "../slices/dataset.ts";
import { captionsArtifact } from "./caption-images.ts";
import type { CommandContext } from "./context.ts";
import { fitLabels } from "./open-folder.ts";
import { keepLabels } from "./keep-labels.ts";

export function labelCommands(
  context: CommandContext,
  settingChanged: () => void,
): Pick<StudioCommands, "labelExamples" | "undoLabels" | "undoAllLabels"> {
  const { studio } = context;
  const apply = (labelSteps: readonly LabelStep[]): void => {
    const state = studio.getState();
    const hadLabels = hasLabels(context);
    state.patchDataset({ labelSteps });
    // Shots and scope of a folder without labels fit nothing once there are some.
    if (hadLabels !== hasLabels(context)) fitLabels(context);
    const { run, captions } = state.captions;
    if (run.status === "ready") {
      state.patchCaptions({ run: { ...run, artifact: captionsArtifact(context, captions) } });
    }
    settingChanged();
    // At once, and not behind the graph that is made anew: labels are the visitor's own work.
    void keepLabels(context);
  };
  return {
    labelExamples: (examples, typed) => {
      const read = selectReadDataset(studio.getState());
      const className = tidyClassName(typed);
      if (read === null || read.layout === "feature-files" || className === "") return;
      const paths = examples.flatMap((i) => read.examples[i]?.path ?? []);
      if (paths.length > 0) apply([...studio.getState().dataset.labelSteps, { className, paths }]);
    },
    undoLabels: () => {
      const { labelSteps } = studio.getState().dataset;
      if (labelSteps.length > 0) apply(labelSteps.slice(0, -1));
    },
    undoAllLabels: () => {
      if (studio.getState().dataset.labelSteps.length > 0) apply(NO_LABEL_STEPS);
    },
  };
}

function hasLabels({ studio }: CommandContext): boolean {
  const examples = selectDataset(studio.getState())?.examples ?? [];
  return examples.some(({ label }) => label !== null);
}
