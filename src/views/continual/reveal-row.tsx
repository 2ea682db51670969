/** Uncovers test accuracy, once nothing runs and the settings are those of the results. */

import { selectStudyIsStale } from "../../studio/selectors/study-key.ts";
import { useCommands, useStudio } from "../studio-context.tsx";

export function RevealRow() {
  const commands = useCommands();
  const running = useStudio((state) => state.studies.continual.run.status === "running");
  const stale = useStudio((state) => selectStudyIsStale(state, "continual"));
  const revealed = useStudio(({ studies: { continual } }) => {
    return continual.record !== null && continual.record.key === continual.revealedKey;
  });
  if (revealed && !running && !stale) return null;
  return (
    <div className="continual-reveal">
      <button
        type="button"
        className="button"
        disabled={running || stale}
        onClick={() => commands.revealStudy("continual")}
      >
        Reveal test accuracy
      </button>
      <p className="hint">
        {running
          ? "Covered until the sequences end or are stopped."
          : stale
            ? "Covered: the settings changed since these sequences."
            : "Choose λ by validation first. A further run covers test again."}
      </p>
    </div>
  );
}
