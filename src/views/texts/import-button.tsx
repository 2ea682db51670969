/** Reads captions from a file. */

import { LARGEST_CAPTION_FILE } from "../../pipeline/captions/text-files/caption-row.ts";
import { badFile } from "../../pipeline/captions/text-files/bad-file.ts";
import { FileButton } from "../controls/file-button.tsx";
import { byteSize } from "../format/bytes.ts";
import { useCommands } from "../studio-context.tsx";

export function ImportButton() {
  const commands = useCommands();
  const take = async (file: File | undefined): Promise<void> => {
    if (file === undefined) return;
    try {
      if (file.size > LARGEST_CAPTION_FILE) {
        throw badFile(file.name, `it is larger than ${byteSize(LARGEST_CAPTION_FILE)}.`);
      }
      const bytes = new Uint8Array(await file.arrayBuffer());
      await commands.importCaptions({ path: file.name, bytes });
    } catch (error) {
      commands.reportTextsError(error);
    }
  };
  return (
    <FileButton
      label="Import…"
      inputLabel="File of captions to import"
      accept=".jsonl,.ndjson,.json,.csv,.tsv,.parquet,.zip,.txt"
      onFiles={([file]) => void take(file)}
    />
  );
}
