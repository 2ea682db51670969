/** Size and type size of an element, for a picture that is drawn in its pixels. */

import { useLayoutEffect, useState, type RefObject } from "react";

export interface ContainerSize {
  readonly width: number;
  readonly height: number;
  /** Computed font size in pixels. */
  readonly em: number;
  /** Mean width of a character in the labels beside the plot, in pixels. */
  readonly labelCharacter: number;
  /** Mean width of a character in running text, in pixels. */
  readonly textCharacter: number;
}

/** Size of labels and captions, as in threshold-axis.css. */
const LABEL_EM = 0.92;
const LABEL_SAMPLE = "homophily 0.86";
const TEXT_SAMPLE = "Validation mean ± sd, 3 seeds, transductive, split 1; test covered";
/** Where text cannot be measured. */
const TYPICAL_CHARACTER = 0.55;

/** Mean width of a character in em: system typefaces differ by a fifth. */
function characterWidth(fontFamily: string, sample: string): number {
  const context = document.createElement("canvas").getContext("2d");
  if (context === null) return TYPICAL_CHARACTER;
  context.font = `100px ${fontFamily}`;
  return context.measureText(sample).width / sample.length / 100;
}

/** Null until the element was measured once. */
export function useContainerSize(container: RefObject<HTMLElement | null>): ContainerSize | null {
  const [size, setSize] = useState<ContainerSize | null>(null);
  useLayoutEffect(() => {
    const element = container.current;
    if (element === null) return;
    const measure = (): void => {
      const { clientWidth: width, clientHeight: height } = element;
      const { fontSize, fontFamily } = getComputedStyle(element);
      const em = Number.parseFloat(fontSize);
      const labelCharacter = LABEL_EM * em * characterWidth(fontFamily, LABEL_SAMPLE);
      const textCharacter = LABEL_EM * em * characterWidth(fontFamily, TEXT_SAMPLE);
      setSize((last) =>
        last !== null && last.width === width && last.height === height && last.em === em
          ? last
          : { width, height, em, labelCharacter, textCharacter },
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
