/** The native change event of an input: once a gesture, on release, Enter or leaving. React's onChange is the input event, which comes on every key and pixel. */

import { useCallback, type RefCallback } from "react";

export function useCommitListener(
  onCommit: (value: string) => void,
): RefCallback<HTMLInputElement> {
  return useCallback(
    (input: HTMLInputElement) => {
      const commit = (): void => onCommit(input.value);
      input.addEventListener("change", commit);
      return () => input.removeEventListener("change", commit);
    },
    [onCommit],
  );
}
