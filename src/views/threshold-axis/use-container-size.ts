/** Size and type size of an element, for a picture that is drawn in its pixels. */

import { useLayoutEffect, useState, type RefObject } from "react";

export interface ContainerSize {
  readonly width: number;
  readonly height: number;
  /** Computed font size in pixels. */
  readonly em: number;
}

/** Null until the element was measured once. */
export function useContainerSize(container: RefObject<HTMLElement | null>): ContainerSize | null {
  const [size, setSize] = useState<ContainerSize | null>(null);
  useLayoutEffect(() => {
    const element = container.current;
    if (element === null) return;
    const measure = (): void => {
      const { clientWidth: width, clientHeight: height } = element;
      const em = Number.parseFloat(getComputedStyle(element).fontSize);
      setSize((last) =>
        last !== null && last.width === width && last.height === height && last.em === em
          ? last
          : { width, height, em },
      );
    };
    measure();
    const observer = new ResizeObserver(measure);
    observer.observe(element);
    return () => {
      observer.disconnect();
    };
  }, [container]);
  return size;
}
