/** Takes the last step back, or does it again. */

import { useState } from "react";
import { useCommands, useStudio } from "../studio-context.tsx";

export function UndoButtons() {
  const undo = useStudio((state) => state.texts.past.at(-1)?.label ?? null);
  const redo = useStudio((state) => state.texts.future.at(-1)?.label ?? null);
  const left = useStudio((state) => state.texts.past.length);
  const { undoTexts, redoTexts } = useCommands();
  const [said, setSaid] = useState("");
  return (
    <div className="button-row" role="group" aria-label="History">
      <button
        type="button"
        className="button"
        disabled={undo === null}
        title={undo ?? "Nothing to take back"}
        onClick={() => {
          undoTexts();
          // The count tells one undo from the next: the same sentence again would not be read out.
          setSaid(`Taken back: ${undo ?? ""}. Steps left: ${left - 1}.`);
        }}
      >
        Undo
      </button>
      <button
        type="button"
        className="button"
        disabled={redo === null}
        title={redo ?? "Nothing to do again"}
        onClick={() => {
          redoTexts();
          setSaid(`Done again: ${redo ?? ""}. Steps: ${left + 1}.`);
        }}
      >
        Redo
      </button>
      <p className="visually-hidden" role="status">
        {said}
      </p>
    </div>
  );
}
