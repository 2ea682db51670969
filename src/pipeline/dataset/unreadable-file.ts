/** What a reader throws when a file's bytes are not what its format asks. */

import { StudioError } from "../../errors.ts";

/** Says what the file is called and why it cannot be read, with the byte where that shows. */
export function unreadableFile(file: string, reason: string, offset: number): StudioError {
  return new StudioError(
    "embeddings/unreadable-file",
    `${file} cannot be read: ${reason} (byte ${offset}).`,
    { path: file, reason, offset },
  );
}
