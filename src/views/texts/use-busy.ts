/** Whether a stage or a job of the workbench runs, so that another one has to wait. */

import { selectStages } from "../../studio/selectors/stage-status.ts";
import { useStudio } from "../studio-context.tsx";

export function useBusy(): boolean {
  return useStudio(
    (state) =>
      state.texts.run.status === "running" ||
      selectStages(state).some((stage) => stage.state === "running"),
  );
}
