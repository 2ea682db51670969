/** Opens a folder: by the browser's directory picker, or by a directory input where there is none. */

import { useRef } from "react";
import { useStudioContext } from "../studio-context.tsx";

interface OpenFolderButtonProps {
  readonly label: string;
  /** The one press that the panel is about. */
  readonly primary?: boolean;
}

export function OpenFolderButton({ label, primary = false }: OpenFolderButtonProps) {
  const { intake } = useStudioContext();
  const input = useRef<HTMLInputElement>(null);
  return (
    <>
      <button
        type="button"
        className={primary ? "button button-primary" : "button"}
        title="Open folder (stays on this computer)"
        onClick={() => {
          if (intake.canPickDirectory) void intake.pickDirectory();
          else input.current?.click();
        }}
      >
        {label}
      </button>
      {intake.canPickDirectory ? null : (
        <input
          ref={(element) => {
            input.current = element;
            if (element !== null) element.webkitdirectory = true;
          }}
          type="file"
          multiple
          hidden
          aria-label={label}
          onChange={(event) => {
            const { files } = event.target;
            if (files !== null && files.length > 0) void intake.takeFiles(files);
          }}
        />
      )}
    </>
  );
}
