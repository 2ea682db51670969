/** Says that the sample's vectors came with the page, and offers to compute them here. */

import { useCommands, useStudio } from "../studio-context.tsx";

export function ShippedNote() {
  const shipped = useStudio((state) => state.embeddings.shipped);
  const commands = useCommands();
  if (!shipped) return null;
  return (
    <div className="notice">
      <p>Shipped with the sample, made with the encoders below.</p>
      <button type="button" className="button" onClick={commands.recomputeSample}>
        Compute them on this device
      </button>
      <p className="hint">Forgets the shipped vectors; Run then computes them from the drawings.</p>
    </div>
  );
}
