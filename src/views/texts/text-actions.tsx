/** What can be done with the selected texts, or with all that are shown. */

import { useState } from "react";
import type { TextRow } from "../../studio/selectors/text-rows.ts";
import type { Picked } from "../dataset/use-picked.ts";
import { countOf } from "../format/count.ts";
import { useCommands, useStudio } from "../studio-context.tsx";
import { CompareDialog, RecaptionDialog } from "./captioner-dialogs.tsx";
import { ExportDialog } from "./export-dialog.tsx";
import { ImportButton } from "./import-button.tsx";
import { ReplaceDialog } from "./replace-dialog.tsx";
import { UndoButtons } from "./undo-buttons.tsx";

interface TextActionsProps {
  readonly rows: readonly TextRow[];
  /** Examples in the order shown. */
  readonly shown: readonly number[];
  readonly picked: Picked;
  readonly readOnly: boolean;
}

type OpenDialog = "replace" | "recaption" | "compare" | "export";

export function TextActions({ rows, shown, picked, readOnly }: TextActionsProps) {
  const [open, setOpen] = useState<OpenDialog | null>(null);
  const targets = picked.examples.length > 0 ? picked.examples : shown;
  const scope = picked.examples.length > 0 ? "selected" : "shown";
  const target = { examples: targets, words: `${countOf(targets.length, "text")} ${scope}` };
  const close = (): void => setOpen(null);
  const hasCaptions = useStudio((state) => state.captions.captions.some((one) => one !== null));
  return (
    <div className="workbench-actions">
      {readOnly ? null : (
        <>
          <UndoButtons />
          <div className="button-row" role="group" aria-label="Texts shown or selected">
            <DialogButton label="Find and replace…" onOpen={() => setOpen("replace")} />
            <DialogButton label="Write anew…" onOpen={() => setOpen("recaption")} />
            <DialogButton label="Compare captioners…" onOpen={() => setOpen("compare")} />
          </div>
          <Selection picked={picked} />
        </>
      )}
      <div className="button-row" role="group" aria-label="Files of captions">
        {readOnly ? null : <ImportButton />}
        <DialogButton label="Export…" disabled={!hasCaptions} onOpen={() => setOpen("export")} />
      </div>
      {open === "replace" ? <ReplaceDialog rows={rows} target={target} onClose={close} /> : null}
      {open === "recaption" ? <RecaptionDialog target={target} onClose={close} /> : null}
      {open === "compare" ? <CompareDialog target={target} onClose={close} /> : null}
      {open === "export" ? <ExportDialog onClose={close} /> : null}
    </div>
  );
}

interface DialogButtonProps {
  readonly label: string;
  readonly disabled?: boolean;
  readonly onOpen: () => void;
}

function DialogButton({ label, disabled = false, onOpen }: DialogButtonProps) {
  return (
    <button type="button" className="button" disabled={disabled} onClick={onOpen}>
      {label}
    </button>
  );
}

function Selection({ picked }: { readonly picked: Picked }) {
  const { lockCaptions, revertCaptions } = useCommands();
  const { examples } = picked;
  if (examples.length === 0) {
    return (
      <button type="button" className="button" onClick={picked.pickAll}>
        Select all shown
      </button>
    );
  }
  return (
    <div className="button-row" role="group" aria-label="Selected texts">
      <p>{countOf(examples.length, "text")} selected</p>
      <button type="button" className="button" onClick={() => lockCaptions(examples, true)}>
        Lock selected
      </button>
      <button type="button" className="button" onClick={() => lockCaptions(examples, false)}>
        Unlock selected
      </button>
      <button
        type="button"
        className="button"
        title="Back to what the file or the captioner gave"
        onClick={() => revertCaptions(examples)}
      >
        Revert selected
      </button>
      <button type="button" className="button" onClick={picked.clear}>
        Clear selection
      </button>
    </div>
  );
}
