/** Opens the models dialog from the panels whose work models do. */

import { lazy, Suspense, useState } from "react";
import { useStudio } from "../studio-context.tsx";

const ModelDialog = lazy(() =>
  import("./model-dialog.tsx").then((module) => ({ default: module.ModelDialog })),
);

export function ModelButton() {
  const [open, setOpen] = useState(false);
  const downloading = useStudio(({ models: { download } }) =>
    download?.status === "running" ? download.plan.ref.id : null,
  );
  return (
    <>
      <button type="button" className="button" onClick={() => setOpen(true)}>
        Choose models
      </button>
      {downloading === null ? null : (
        <p className="hint">
          <bdi>{downloading}</bdi> is being downloaded.
        </p>
      )}
      {open ? (
        <Suspense fallback={null}>
          <ModelDialog onClose={() => setOpen(false)} />
        </Suspense>
      ) : null}
    </>
  );
}
