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
  /** Width of a line of running text, in pixels. */
  readonly textWidth: (text: string) => number;
}

/** Size of labels and captions, as in threshold-axis.css. */
const LABEL_EM = 0.92;
const LABEL_SAMPLE = "homophily 0.86";
const TEXT_SAMPLE = "Validation mean ± sd, 3 seeds, transductive, split 1; test covered";
/** Where text cannot be measured. */
const TYPICAL_CHARACTER = 0.55;

/** Gives widths in pixels: system typefaces differ by a fifth, and a line of digits is wider than one of letters. */
function textMeasure(fontFamily: string, fontSize: number): (text: string) => number {
  const context = document.createElement("canvas").getContext("2d");
  if (context === null) return (text) => TYPICAL_CHARACTER * fontSize * text.length;
  // At 100 px, since small type is measured in rounded pixels in some browsers.
  context.font = `100px ${fontFamily}`;
  return (text) => (context.measureText(text).width * fontSize) / 100;
}

function typeSize(
  textWidth: ContainerSize["textWidth"],
): Pick<ContainerSize, "labelCharacter" | "textCharacter" | "textWidth"> {
  return {
    labelCharacter: textWidth(LABEL_SAMPLE) / LABEL_SAMPLE.length,
    textCharacter: textWidth(TEXT_SAMPLE) / TEXT_SAMPLE.length,
    textWidth,
  };
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
      setSize((last) =>
        last !== null && last.width === width && last.height === height && last.em === em
          ? last
          : { width, height, em, ...typeSize(textMeasure(fontFamily, LABEL_EM * em)) },
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
