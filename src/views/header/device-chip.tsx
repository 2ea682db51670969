/** What this device computes on, always visible. A press opens the report. */

import { useState } from "react";
import type { DeviceReport } from "../../studio/services.ts";
import { useStudio } from "../studio-context.tsx";
import { DeviceDialog } from "./device-dialog.tsx";

export function DeviceChip() {
  const report = useStudio((state) => state.device.report);
  const [open, setOpen] = useState(false);
  const words = report === null ? "Checking the device" : deviceWords(report);
  return (
    <>
      <button
        type="button"
        className="button button-quiet device-chip"
        data-kind={report?.kind ?? "unknown"}
        disabled={report === null}
        title={words}
        onClick={() => setOpen(true)}
      >
        <span className="device-words">{words}</span>
      </button>
      {open && report !== null ? (
        <DeviceDialog report={report} onClose={() => setOpen(false)} />
      ) : null}
    </>
  );
}

function deviceWords(report: DeviceReport): string {
  switch (report.kind) {
    case "gpu":
      return report.adapter === "" ? "GPU" : report.adapter;
    case "software-gpu":
      return "Software GPU: running on the CPU";
    case "cpu":
      return "CPU";
  }
}
