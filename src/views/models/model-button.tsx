/** Opens the models dialog from the panels whose work models do. */

import { lazy, Suspense, useState } from "react";

const ModelDialog = lazy(() =>
  import("./model-dialog.tsx").then((module) => ({ default: module.ModelDialog })),
);

export function ModelButton() {
  const [open, setOpen] = useState(false);
  return (
    <>
      <button type="button" className="button" onClick={() => setOpen(true)}>
        Choose models
      </button>
      {open ? (
        <Suspense fallback={null}>
          <ModelDialog onClose={() => setOpen(false)} />
        </Suspense>
      ) : null}
    </>
  );
}
