/** The device report, to read and to copy into an issue. */

import { useState } from "react";
import type { DeviceReport, PageState } from "../../studio/services.ts";
import { Dialog } from "../controls/dialog.tsx";
import { FactList } from "../controls/fact-list.tsx";
import { byteSize } from "../format/bytes.ts";
import { useStudio } from "../studio-context.tsx";

interface DeviceDialogProps {
  readonly report: DeviceReport;
  readonly onClose: () => void;
}

export function DeviceDialog({ report, onClose }: DeviceDialogProps) {
  const training = useStudio((state) => state.device.trainingBackend);
  const inference = useStudio((state) => state.device.inferenceBackend);
  const keeping = useStudio((state) => state.page.keeping);
  const [copied, setCopied] = useState("");
  const lines: (readonly [string, string])[] = [
    ["Training runs on", training ?? "not used yet"],
    ["Captions and embeddings run on", inference ?? "not used yet"],
    ["Works without a network", offlineWords(keeping)],
    ...report.lines,
  ];
  const copy = async (): Promise<void> => {
    try {
      await navigator.clipboard.writeText(
        lines.map(([name, value]) => `${name}: ${value}`).join("\n"),
      );
      setCopied("Copied.");
    } catch {
      setCopied("The browser blocks copying. Select the text and copy it.");
    }
  };
  return (
    <Dialog title="Device report" onClose={onClose}>
      <FactList facts={lines} />
      <div className="dialog-actions">
        <button type="button" className="button" onClick={() => void copy()}>
          Copy
        </button>
        <p role="status">{copied}</p>
      </div>
    </Dialog>
  );
}

function offlineWords(keeping: PageState["keeping"]): string {
  if (keeping === null) return "not yet: its files are not kept in this browser";
  const { doneBytes, totalBytes, whole, problem } = keeping;
  if (whole) return `yes, ${byteSize(totalBytes)} are kept in this browser`;
  if (problem !== null) return `no: ${problem}`;
  return `not yet: ${byteSize(doneBytes)} of ${byteSize(totalBytes)} are kept`;
}
