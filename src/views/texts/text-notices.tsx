/** What runs in the workbench, what came of it, whether edits are kept, and whether vectors are those of other texts. */

import { selectEmbeddingsKey } from "../../studio/selectors/sweep-key.ts";
import { ErrorNotice } from "../controls/error-notice.tsx";
import { Progress } from "../controls/progress.tsx";
import { countOf } from "../format/count.ts";
import { keptWords } from "../format/kept-words.ts";
import { useCommands, useStudio } from "../studio-context.tsx";
import { useBusy } from "./use-busy.ts";

export function TextNotices({ readOnly }: { readonly readOnly: boolean }) {
  if (readOnly) {
    return (
      <p className="hint">
        These texts came with their vectors, which cannot be made here: they are shown and exported,
        not edited.
      </p>
    );
  }
  return (
    <>
      <div className="workbench-state">
        <EditCount />
        <StaleVectors />
        <Outcome />
      </div>
      <TextJob />
    </>
  );
}

function EditCount() {
  const edits = useStudio((state) => state.texts.edits.size);
  const kept = useStudio(({ dataset: { origin }, texts, device }) =>
    origin?.kind === "folder" && device.keepsResults !== false ? texts.kept : "lost",
  );
  return (
    <p className="hint">
      {edits === 0
        ? "Enter takes a text over, Escape takes it back. An edited text is locked: a captioning run keeps it."
        : `${countOf(edits, "edited or locked text")}, ${keptWords(kept, "exported")}.`}
    </p>
  );
}

function StaleVectors() {
  const stale = useStudio(
    (state) =>
      state.embeddings.run.status === "ready" &&
      state.embeddings.run.madeFrom !== selectEmbeddingsKey(state),
  );
  const busy = useBusy();
  const { embedTexts } = useCommands();
  if (!stale) return null;
  return (
    <div className="button-row">
      <p>The vectors are those of other texts.</p>
      <button type="button" className="button" disabled={busy} onClick={() => void embedTexts()}>
        Embed changed texts
      </button>
    </div>
  );
}

/** What the last job or import did. */
function Outcome() {
  const run = useStudio((state) => state.texts.run);
  const outcome = useStudio((state) => state.texts.outcome);
  const done =
    run.status === "ready" ? run.artifact : run.status === "cancelled" ? "Cancelled." : null;
  return (
    <p className="hint" role="status">
      {outcome ?? done}
    </p>
  );
}

function TextJob() {
  const run = useStudio((state) => state.texts.run);
  const error = useStudio((state) => state.texts.error);
  const { cancelTexts } = useCommands();
  return (
    <>
      {run.status === "running" ? (
        <Progress progress={run.progress} onCancel={cancelTexts} />
      ) : null}
      {run.status === "failed" ? <ErrorNotice error={run.error} /> : null}
      {error === null ? null : <ErrorNotice error={error} />}
    </>
  );
}
