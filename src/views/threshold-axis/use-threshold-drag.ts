/** Dragging anywhere on the strips moves τ. */

import type { MouseEvent, PointerEvent, RefObject } from "react";
import type { ThresholdScale } from "./axis-frame-layout.ts";
import type { ThresholdMoves } from "./threshold-moves.ts";
import { snapToGrid } from "./threshold-steps.ts";

/** Pixels within which a drag takes a trained threshold. */
const SNAP = 3;

export interface ThresholdDrag {
  readonly onMouseDown: (event: MouseEvent<SVGElement>) => void;
  readonly onPointerDown: (event: PointerEvent<SVGElement>) => void;
  readonly onPointerMove: (event: PointerEvent<SVGElement>) => void;
  readonly onLostPointerCapture: () => void;
}

interface ThresholdDragOptions {
  readonly picture: RefObject<SVGSVGElement | null>;
  readonly scale: ThresholdScale;
  readonly grid: readonly number[];
  /** Takes the keys after the pointer has let go. */
  readonly slider: RefObject<HTMLInputElement | null>;
  readonly moves: ThresholdMoves;
}

export function useThresholdDrag(options: ThresholdDragOptions): ThresholdDrag {
  const { picture, scale, grid, slider, moves } = options;
  const moveTo = (clientX: number): void => {
    const left = picture.current?.getBoundingClientRect().left ?? 0;
    const x = clientX - left;
    const reach = Math.abs(scale.linear.invert(SNAP) - scale.linear.invert(0));
    moves.move(snapToGrid(scale.thresholdAt(x), grid, reach));
  };
  return {
    // By default the press would take the focus away from the slider again.
    onMouseDown: (event) => event.preventDefault(),
    onPointerDown: (event) => {
      if (event.button !== 0) return;
      event.currentTarget.setPointerCapture(event.pointerId);
      slider.current?.focus({ preventScroll: true });
      moveTo(event.clientX);
    },
    onPointerMove: (event) => {
      if (event.currentTarget.hasPointerCapture(event.pointerId)) moveTo(event.clientX);
    },
    // Also when the system takes the pointer away.
    onLostPointerCapture: moves.release,
  };
}
