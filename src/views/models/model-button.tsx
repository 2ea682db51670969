/** Opens the models dialog from the panels whose work models do. */

import { lazy, Suspense, useState } from "react";
import { percent } from "../format/percent.ts";
import { useStudio } from "../studio-context.tsx";

const ModelDialog = lazy(() =>
  import("./model-dialog.tsx").then((module) => ({ default: module.ModelDialog })),
);

/** A download goes on while its dialog is closed. */
function RunningDownload() {
  const download = useStudio((state) => state.models.download);
  if (download?.status !== "running") return null;
  const { plan, progress } = download;
  const share = progress === null ? 0 : progress.doneBytes / Math.max(1, progress.totalBytes);
  return (
    <p className="hint">
      Downloading <bdi>{plan.ref.id}</bdi>: {percent(share, 0)}
    </p>
  );
}

export function ModelButton() {
  const [open, setOpen] = useState(false);
  return (
    <>
      <button type="button" className="button" onClick={() => setOpen(true)}>
        Choose models
      </button>
      {open ? null : <RunningDownload />}
      {open ? (
        <Suspense fallback={null}>
          <ModelDialog onClose={() => setOpen(false)} />
        </Suspense>
      ) : null}
    </>
  );
}
