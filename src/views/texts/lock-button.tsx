/** Keeps a caption over a later captioning run, or lets it go. */

import type { TextRow } from "../../studio/selectors/text-rows.ts";
import { useCommands } from "../studio-context.tsx";

export function LockButton({ row }: { readonly row: TextRow }) {
  const { lockCaptions } = useCommands();
  const { example, path, locked, caption } = row;
  return (
    <button
      type="button"
      className="button button-quiet"
      aria-pressed={locked}
      aria-label={`Lock caption of ${path}`}
      title={
        locked ? "A captioning run keeps this text" : "A captioning run may write this text anew"
      }
      disabled={caption === null}
      onClick={() => lockCaptions([example], !locked)}
    >
      {locked ? "Locked" : "Lock"}
    </button>
  );
}
