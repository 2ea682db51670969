/** Zoom, and what may lie over the graph: the classes, or all nodes as a list. */

export type GraphOverlay = "classes" | "list" | null;

interface GraphToolbarProps {
  readonly overlay: GraphOverlay;
  readonly onOverlay: (overlay: GraphOverlay) => void;
  readonly onZoom: (factor: number) => void;
  readonly onFit: () => void;
  /** Whether the GPU draws the graph; null where there is none that could. */
  readonly webgl: boolean | null;
  readonly onWebgl: (on: boolean) => void;
}

const ZOOM_STEP = 1.4;

export function GraphToolbar(props: GraphToolbarProps) {
  const { overlay, onOverlay, onZoom, onFit, webgl, onWebgl } = props;
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
      {webgl === null ? null : (
        <button
          type="button"
          className="graph-tool"
          aria-pressed={webgl}
          title="Draw nodes and lines with the GPU (WebGL)"
          onClick={() => onWebgl(!webgl)}
        >
          GPU
        </button>
      )}
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
