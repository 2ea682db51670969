/** A button that opens the browser's own choice of files, or of a folder. */

import { useRef } from "react";

interface FileButtonProps {
  /** On the button. */
  readonly label: string;
  /** Of the input itself, which screen readers and scripts find. */
  readonly inputLabel: string;
  /** Endings and types, as the input's own attribute; a folder takes all. */
  readonly accept?: string;
  /** A whole folder: each file then knows its path in it. */
  readonly folder?: boolean;
  readonly onFiles: (files: readonly File[]) => void;
}

export function FileButton({ label, inputLabel, accept, folder, onFiles }: FileButtonProps) {
  const input = useRef<HTMLInputElement>(null);
  return (
    <>
      <button type="button" className="button" onClick={() => input.current?.click()}>
        {label}
      </button>
      <input
        ref={(element) => {
          input.current = element;
          if (element !== null && folder === true) element.webkitdirectory = true;
        }}
        type="file"
        accept={accept}
        multiple={folder === true}
        hidden
        aria-label={inputLabel}
        onChange={(event) => {
          const files = [...(event.target.files ?? [])];
          // The same file can be chosen again.
          event.target.value = "";
          if (files.length > 0) onFiles(files);
        }}
      />
    </>
  );
}
