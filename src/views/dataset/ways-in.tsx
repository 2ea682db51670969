/** Where the images come from, and the other ways in. */

import { useRef } from "react";
import { selectDataset } from "../../studio/selectors/pools.ts";
import { SAMPLES, type SampleName } from "../../studio/session-port.ts";
import { SelectField } from "../controls/select-field.tsx";
import { OpenFolderButton } from "../header/open-folder-button.tsx";
import { useCommands, useStudio, useStudioContext } from "../studio-context.tsx";

const ORIGIN_WORDS = { sample: "Sample", folder: "Folder", features: "Features" } as const;

const SAMPLE_WORDS: Readonly<Record<SampleName, string>> = {
  noto: "Noto emoji",
  "emoji-styles": "Emoji in three styles",
  synthetic: "Synthetic",
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
      <OpenFilesButton />
      <p className="hint">
        Or drop a folder, photos, a .zip or feature files anywhere on the page.
      </p>
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

const FILE_TYPES = ".npy,.npz,.safetensors,.parquet,.csv,.tsv,.json,.jsonl,.zip";

/** Features that were computed elsewhere, or a packed folder. */
function OpenFilesButton() {
  const { intake } = useStudioContext();
  const input = useRef<HTMLInputElement>(null);
  return (
    <>
      <button type="button" className="button" onClick={() => input.current?.click()}>
        Open feature files or a .zip
      </button>
      <input
        ref={input}
        type="file"
        multiple
        hidden
        accept={FILE_TYPES}
        aria-label="Feature files or a .zip"
        onChange={(event) => {
          const { files } = event.target;
          if (files !== null && files.length > 0) void intake.takeFiles(files);
          // The same file can be chosen again after it was mended.
          event.target.value = "";
        }}
      />
    </>
  );
}
