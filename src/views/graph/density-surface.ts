/** A canvas that shows the edge density, painted in a worker where there is OffscreenCanvas, else here. */

import { createDensityPainter, type DensityStep, type DensityTarget } from "./density-painter.ts";
import type { DensityColors } from "./density-tone.ts";
import type { DensityReply, DensityRequest } from "./edge-density-protocol.ts";
import type { DrawnEdges } from "./graph-edges.ts";

export interface DensitySurface {
  readonly canvas: HTMLCanvasElement;
  readonly setEdges: (edges: DrawnEdges) => void;
  readonly setPlaces: (places: Float32Array) => void;
  readonly setColors: (colors: DensityColors) => void;
  /** One step towards the target; `onStep` is called when it is done and, where it is presentable, seen. One call at a time. */
  readonly paint: (target: DensityTarget, onStep: (step: DensityStep) => void) => void;
  readonly destroy: () => void;
}

/** Half of a frame: the page has other things to do. */
const PIXELS_A_STEP = 2_000_000;

/** Null where the browser cannot paint in a worker. */
export function createWorkerSurface(onFailure: () => void): DensitySurface | null {
  if (typeof Worker === "undefined" || typeof OffscreenCanvas === "undefined") return null;
  const canvas = document.createElement("canvas");
  const context = canvas.getContext("bitmaprenderer");
  if (context === null) return null;
  const worker = new Worker(new URL("./edge-density.worker.ts", import.meta.url), {
    type: "module",
  });
  const send = (request: DensityRequest, buffers: Transferable[] = []): void => {
    worker.postMessage(request, buffers);
  };
  let answer: (step: DensityStep) => void = () => undefined;
  worker.onmessage = ({ data: { step, picture } }: MessageEvent<DensityReply>) => {
    if (picture !== null) context.transferFromImageBitmap(picture);
    answer(step);
  };
  worker.onerror = onFailure;
  worker.onmessageerror = onFailure;
  return {
    canvas,
    setEdges: (edges) => {
      const copy = {
        source: edges.source.slice(),
        target: edges.target.slice(),
        kind: edges.kind.slice(),
      };
      const buffers = [copy.source.buffer, copy.target.buffer, copy.kind.buffer];
      send({ kind: "edges", edges: copy }, buffers);
    },
    setPlaces: (places) => {
      const copy = places.slice();
      send({ kind: "places", places: copy }, [copy.buffer]);
    },
    setColors: (colors) => send({ kind: "colors", colors }),
    paint: (target, onStep) => {
      answer = onStep;
      send({ kind: "paint", target });
    },
    destroy: () => worker.terminate(),
  };
}

export function createPageSurface(): DensitySurface {
  const canvas = document.createElement("canvas");
  const context = canvas.getContext("2d");
  const painter = createDensityPainter();
  let image: ImageData | null = null;
  const present = (): void => {
    if (context === null) return;
    const { width, height } = painter.counts();
    if (image?.width !== width || image.height !== height) {
      image = new ImageData(width, height);
      canvas.width = width;
      canvas.height = height;
    }
    painter.tone(new Uint32Array(image.data.buffer));
    context.putImageData(image, 0, 0);
  };
  return {
    canvas,
    setEdges: painter.setEdges,
    setPlaces: painter.setPlaces,
    setColors: painter.setColors,
    paint: (target, onStep) => {
      const step = painter.advance(target, PIXELS_A_STEP);
      if (step.presentable) present();
      onStep(step);
    },
    destroy: () => undefined,
  };
}
