/** Zoom, and what may lie over the graph: the classes, or all nodes as a list. */

export type GraphOverlay = "classes" | "list" | null;

interface GraphToolbarProps {
  readonly overlay: GraphOverlay;
  readonly onOverlay: (overlay: GraphOverlay) => void;
  readonly onZoom: (factor: number) => void;
  readonly onFit: () => void;
}

const ZOOM_STEP = 1.4;

export function GraphToolbar({ overlay, onOverlay, onZoom, onFit }: GraphToolbarProps) {
  return (
    <div className="graph-toolbar" role="toolbar" aria-label="Graph view">
      <OverlayButton name="classes" shown={overlay} onOverlay={onOverlay}>
        Classes
      </OverlayButton>
      <OverlayButton name="list" shown={overlay} onOverlay={onOverlay}>
        List
      </OverlayButton>
      <button
        type="button"
        className="graph-tool graph-tool-icon"
        aria-label="Zoom out"
        onClick={() => onZoom(1 / ZOOM_STEP)}
      >
        −
      </button>
      <button
        type="button"
        className="graph-tool graph-tool-icon"
        aria-label="Zoom in"
        onClick={() => onZoom(ZOOM_STEP)}
      >
        +
      </button>
      <button type="button" className="graph-tool" onClick={onFit}>
        Fit
      </button>
    </div>
  );
}

interface OverlayButtonProps {
  readonly name: Exclude<GraphOverlay, null>;
  readonly shown: GraphOverlay;
  readonly onOverlay: (overlay: GraphOverlay) => void;
  readonly children: string;
}

function OverlayButton({ name, shown, onOverlay, children }: OverlayButtonProps) {
  return (
    <button
      type="button"
      className="graph-tool"
      aria-pressed={shown === name}
      onClick={() => onOverlay(shown === name ? null : name)}
    >
      {children}
    </button>
  );
}
