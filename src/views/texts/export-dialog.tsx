/** Saves the captions as a file that other tools read. */

import { useState } from "react";
import { TEXT_FORMATS, type TextFormat } from "../../pipeline/captions/text-files/caption-row.ts";
import { Dialog } from "../controls/dialog.tsx";
import { downloadBytes } from "../controls/download-file.ts";
import { SelectField } from "../controls/select-field.tsx";
import { useCommands } from "../studio-context.tsx";
import { FORMAT_WORDS } from "./text-words.ts";

export function ExportDialog({ onClose }: { readonly onClose: () => void }) {
  const { exportCaptions } = useCommands();
  const [format, setFormat] = useState<TextFormat>("jsonl");
  const save = async (): Promise<void> => {
    const file = await exportCaptions(format);
    if (file !== null) downloadBytes(file.path, file.bytes);
    onClose();
  };
  return (
    <Dialog title="Export captions" onClose={onClose}>
      <SelectField
        label="Format"
        value={format}
        options={TEXT_FORMATS.map((value) => ({ value, label: FORMAT_WORDS[value] }))}
        onCommit={setFormat}
      />
      <p className="hint">
        All captions, exactly as they stand, by the path of their image. .jsonl, .csv and .parquet
        name the class too, but of no test image before the reveal. A cell that a spreadsheet takes
        for a formula goes out as it is.
      </p>
      <div className="dialog-actions">
        <button type="button" className="button button-primary" onClick={() => void save()}>
          Export all captions
        </button>
      </div>
    </Dialog>
  );
}
