/** What a reader throws when a file's bytes are not what its format asks. */

import { StudioError } from "../../errors.ts";

/**
 * Says what the file is called and why it cannot be read, with the byte where that shows.
 *
 * @param offset null for a text, in which no byte is at fault
 */
export function unreadableFile(file: string, reason: string, offset: number | null): StudioError {
  const place = offset === null ? "" : ` (byte ${offset})`;
  const details = { path: file, reason, ...(offset === null ? {} : { offset }) };
  return new StudioError(
    "embeddings/unreadable-file",
    `${file} cannot be read: ${reason}${place}.`,
    details,
  );
}
