/** Features, split and captions as a file that the studio, NumPy, PyTorch or a spreadsheet reads. */

import { useState } from "react";
import { toWireError, type WireError } from "../../errors.ts";
import { EXPORT_FORMATS, type ExportFormat } from "../../pipeline/embeddings/export-formats.ts";
import { downloadBytes } from "../controls/download-file.ts";
import { ErrorNotice } from "../controls/error-notice.tsx";
import { SelectField } from "../controls/select-field.tsx";
import { PanelSection } from "../controls/stage-panel.tsx";
import { useCommands, useStudio } from "../studio-context.tsx";

export function ExportSection() {
  const ready = useStudio((state) => state.embeddings.run.status === "ready");
  const commands = useCommands();
  const [format, setFormat] = useState<ExportFormat>("npz");
  const [error, setError] = useState<WireError | null>(null);
  if (!ready) return null;
  const save = async (): Promise<void> => {
    setError(null);
    try {
      const file = await commands.exportFeatures(format);
      if (file !== null) downloadBytes(file.path, file.bytes);
    } catch (failure) {
      setError(toWireError(failure));
    }
  };
  return (
    <PanelSection title="Export">
      <SelectField
        label="Format"
        value={format}
        options={EXPORT_FORMATS.map((name) => ({ value: name, label: `.${name}` }))}
        onCommit={setFormat}
      />
      <button type="button" className="button" onClick={() => void save()}>
        Export features, split and captions
      </button>
      {error === null ? null : <ErrorNotice error={error} />}
    </PanelSection>
  );
}
