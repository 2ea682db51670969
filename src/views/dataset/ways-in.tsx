/** Where the images come from, and the other ways in. */

import { selectDataset } from "../../studio/selectors/pools.ts";
import { OpenFolderButton } from "../header/open-folder-button.tsx";
import { useCommands, useStudio } from "../studio-context.tsx";

export function WaysIn() {
  const origin = useStudio((state) => state.dataset.origin);
  const loadedName = useStudio((state) => selectDataset(state)?.name);
  const commands = useCommands();
  return (
    <div className="ways-in">
      {origin === null ? null : (
        <p>
          {origin.kind === "sample" ? "Sample" : "Folder"}{" "}
          <bdi className="untrusted-name">{loadedName ?? origin.name}</bdi>
        </p>
      )}
      <OpenFolderButton label="Open folder (stays on this computer)" />
      <p className="hint">Or drop a folder or photos anywhere on the page.</p>
      {origin?.kind === "sample" ? null : (
        <button type="button" className="link-button" onClick={() => void commands.loadSample()}>
          Open the sample of drawings
        </button>
      )}
    </div>
  );
}
