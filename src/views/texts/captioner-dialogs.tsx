/** Which captioner writes the selected texts anew, and which two are compared. */

import { useEffect, useState, type ReactNode } from "react";
import type { CaptionerSource } from "../../studio/commands.ts";
import { selectSharesSpace } from "../../studio/selectors/study-supply.ts";
import { Dialog } from "../controls/dialog.tsx";
import { SelectField } from "../controls/select-field.tsx";
import { count } from "../format/count.ts";
import { useCaptioners, type CaptionerOption } from "../models/captioner-options.ts";
import { useCommands, useStudio } from "../studio-context.tsx";
import type { TextTarget } from "./replace-dialog.tsx";
import { useBusy } from "./use-busy.ts";

interface CaptionerDialogProps {
  readonly target: TextTarget;
  readonly onClose: () => void;
}

const PRESENT = "present";

export function RecaptionDialog({ target, onClose }: CaptionerDialogProps) {
  const { recaptionImages } = useCommands();
  const choices = useChoices();
  const [chosen, setChosen] = useState("tagger");
  return (
    <Dialog title="Write anew" onClose={onClose}>
      <SelectField label="Captioner" value={chosen} options={choices} onCommit={setChosen} />
      <p className="hint">
        For the {target.words}, whichever captioner a run has. Locked texts stay. It can be taken
        back.
      </p>
      <StoredHint choices={choices} />
      <StartButton
        onStart={() => {
          void recaptionImages(target.examples, captionerOf(choices, chosen));
          onClose();
        }}
      >
        Write {count(target.examples.length)} anew
      </StartButton>
    </Dialog>
  );
}

export function CompareDialog({ target, onClose }: CaptionerDialogProps) {
  const { compareCaptioners } = useCommands();
  const choices = useChoices();
  const [first, setFirst] = useState(PRESENT);
  const [second, setSecond] = useState("tagger");
  const options = [{ value: PRESENT, label: "Present texts" }, ...choices];
  return (
    <Dialog title="Compare captioners" onClose={onClose}>
      <SelectField label="First" value={first} options={options} onCommit={setFirst} />
      <SelectField label="Second" value={second} options={choices} onCommit={setSecond} />
      <p className="hint">
        On the {target.words}: both texts side by side, and how much more alike they are within a
        class than across classes, before anything is trained. Labels of test images take no part.
        Nothing is changed.
      </p>
      <StoredHint choices={choices} />
      <StartButton
        onStart={() => {
          const source = first === PRESENT ? PRESENT : captionerOf(choices, first);
          void compareCaptioners(target.examples, source, captionerOf(choices, second));
          onClose();
        }}
      >
        Compare on {count(target.examples.length)} images
      </StartButton>
    </Dialog>
  );
}

function StoredHint({ choices }: { readonly choices: readonly CaptionerOption[] }) {
  if (choices.some(({ captioner }) => typeof captioner !== "string")) return null;
  return (
    <p className="hint">
      Other captioners are here once they are downloaded: Models, in the panel of Captions.
    </p>
  );
}

interface StartButtonProps {
  readonly onStart: () => void;
  readonly children: ReactNode;
}

function StartButton({ onStart, children }: StartButtonProps) {
  const busy = useBusy();
  return (
    <div className="dialog-actions">
      <button type="button" className="button button-primary" disabled={busy} onClick={onStart}>
        {children}
      </button>
      {busy ? <p className="hint">Wait until the run has ended, or cancel it.</p> : null}
    </div>
  );
}

/** What is stored is read when a dialog opens. Class texts are nearest to an image only in a space that both encoders share. */
function useChoices(): readonly CaptionerOption[] {
  const { refreshModels } = useCommands();
  useEffect(() => {
    void refreshModels();
  }, [refreshModels]);
  const shared = useStudio(selectSharesSpace);
  return useCaptioners().filter(({ captioner }) => shared || captioner !== "class-texts");
}

function captionerOf(choices: readonly CaptionerOption[], value: string): CaptionerSource {
  return choices.find((choice) => choice.value === value)?.captioner ?? "tagger";
}
