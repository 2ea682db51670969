/** Name, data set, device, and what can be done from anywhere: open a folder, run or cancel, theme, help. */

import type { Theme } from "./use-theme.ts";
import { DatasetChip } from "./dataset-chip.tsx";
import { DeviceChip } from "./device-chip.tsx";
import { OpenFolderButton } from "./open-folder-button.tsx";
import { RunButton } from "./run-button.tsx";
import "./header.css";

interface PageHeaderProps {
  readonly theme: Theme;
  readonly onToggleTheme: () => void;
  readonly onHelp: () => void;
}

export function PageHeader({ theme, onToggleTheme, onHelp }: PageHeaderProps) {
  const otherTheme = theme === "dark" ? "light" : "dark";
  return (
    <header className="page-header">
      <h1>GA-Net Studio</h1>
      <DatasetChip />
      <div className="page-header-actions">
        <DeviceChip />
        <div className="page-header-open">
          <OpenFolderButton label="Open folder" />
        </div>
        <RunButton />
        <button
          type="button"
          className="button button-icon"
          aria-label={`Use the ${otherTheme} theme`}
          title={`Use the ${otherTheme} theme`}
          onClick={onToggleTheme}
        >
          <ThemeIcon />
        </button>
        <button
          type="button"
          className="button button-icon"
          aria-label="Help and keys"
          title="Help and keys"
          onClick={onHelp}
        >
          ?
        </button>
      </div>
    </header>
  );
}

/** A disc, half filled. */
function ThemeIcon() {
  return (
    <svg viewBox="0 0 16 16" width="14" height="14" aria-hidden="true">
      <circle cx="8" cy="8" r="6.5" fill="none" stroke="currentColor" strokeWidth="1.5" />
      <path d="M8 1.5a6.5 6.5 0 0 1 0 13z" fill="currentColor" />
    </svg>
  );
}
