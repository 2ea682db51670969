/** What is thrown for a file that gives these images no captions. */

import { StudioError } from "../../../errors.ts";

export function badFile(path: string, reason: string): StudioError {
  return new StudioError("captions/bad-file", `${path} was not taken over: ${reason}`, { path });
}
