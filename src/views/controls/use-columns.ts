/** As many columns as fit the frame's width. */

import { useLayoutEffect, useState, type RefObject } from "react";

/** Before the frame is measured, which is before it is seen. */
const UNMEASURED = 5;

/** @param columnWidth of the narrowest column, in pixels */
export function useColumns(frame: RefObject<HTMLElement | null>, columnWidth: number): number {
  const [columns, setColumns] = useState(UNMEASURED);
  useLayoutEffect(() => {
    const element = frame.current;
    if (element === null) return;
    const observer = new ResizeObserver(() => {
      setColumns(Math.max(1, Math.floor(element.clientWidth / columnWidth)));
    });
    observer.observe(element);
    return () => observer.disconnect();
  }, [frame, columnWidth]);
  return columns;
}
