/** Where the images come from, and the other ways in. */

import { selectDataset } from "../../studio/selectors/pools.ts";
import { SAMPLES, type SampleName } from "../../studio/slices/dataset.ts";
import { SelectField } from "../controls/select-field.tsx";
import { OpenFolderButton } from "../header/open-folder-button.tsx";
import { useCommands, useStudio } from "../studio-context.tsx";

const ORIGIN_WORDS = { sample: "Sample", folder: "Folder", features: "Features" } as const;

const SAMPLE_WORDS: Readonly<Record<SampleName, string>> = {
  noto: "Drawings (361 Noto emoji)",
  "emoji-styles": "Drawings in three styles",
  synthetic: "Synthetic features",
};

export function WaysIn() {
  const origin = useStudio((state) => state.dataset.origin);
  const loadedName = useStudio((state) => selectDataset(state)?.name);
  const commands = useCommands();
  return (
    <div className="ways-in">
      {origin === null ? null : (
        <p>
          {ORIGIN_WORDS[origin.kind]}{" "}
          <bdi className="untrusted-name">{loadedName ?? origin.name}</bdi>
        </p>
      )}
      <OpenFolderButton label="Open folder (stays on this computer)" />
      <p className="hint">Or drop a folder or photos anywhere on the page.</p>
      <SelectField
        label="Sample"
        value={origin?.kind === "sample" ? origin.name : ""}
        options={[
          ...(origin?.kind === "sample" ? [] : [{ value: "", label: "none" } as const]),
          ...SAMPLES.map((name) => ({ value: name, label: SAMPLE_WORDS[name] })),
        ]}
        onCommit={(name) => {
          if (name !== "") void commands.loadSample(name);
        }}
      />
    </div>
  );
}
