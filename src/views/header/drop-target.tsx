/** The whole page takes a folder or loose files; the overlay says what a drop will do. */

import { useEffect, useState } from "react";
import { useStudioContext } from "../studio-context.tsx";

export function DropTarget() {
  const { intake } = useStudioContext();
  const [over, setOver] = useState(false);
  useEffect(() => {
    // Entering a child comes before leaving its parent, so only the depth tells when the pointer has left the page.
    let depth = 0;
    const onEnter = (event: DragEvent): void => {
      if (!carriesFiles(event)) return;
      depth += 1;
      setOver(true);
    };
    const onLeave = (event: DragEvent): void => {
      if (!carriesFiles(event)) return;
      depth = Math.max(0, depth - 1);
      if (depth === 0) setOver(false);
    };
    const onOver = (event: DragEvent): void => {
      if (carriesFiles(event)) event.preventDefault();
    };
    const onDrop = (event: DragEvent): void => {
      if (!carriesFiles(event) || event.dataTransfer === null) return;
      depth = 0;
      setOver(false);
      // Something on the page has taken it, such as the dialog of models.
      if (event.defaultPrevented) return;
      event.preventDefault();
      void intake.takeDrop(event.dataTransfer);
    };
    const listening = new AbortController();
    const { signal } = listening;
    window.addEventListener("dragenter", onEnter, { signal });
    window.addEventListener("dragleave", onLeave, { signal });
    window.addEventListener("dragover", onOver, { signal });
    window.addEventListener("drop", onDrop, { signal });
    return () => listening.abort();
  }, [intake]);
  if (!over) return null;
  return (
    <div className="drop-overlay">
      <p>Drop a folder or photos to open them. They stay on this computer.</p>
    </div>
  );
}

function carriesFiles(event: DragEvent): boolean {
  return event.dataTransfer?.types.includes("Files") === true;
}
