/** Paints the edge density beside the page, which gets finished pictures. */

import { createDensityPainter } from "./density-painter.ts";
import type { DensityReply, DensityRequest } from "./edge-density-protocol.ts";

/** About 20 ms of lines on one core of a laptop: a jump is seen to move, and a new target never waits long. */
const PIXELS_A_STEP = 6_000_000;

const painter = createDensityPainter();
const canvas = new OffscreenCanvas(1, 1);
const context = canvas.getContext("2d");
let image: ImageData | null = null;

function paint(request: DensityRequest & { kind: "paint" }): void {
  const step = painter.advance(request.target, PIXELS_A_STEP);
  const picture = step.presentable ? currentPicture() : null;
  const reply: DensityReply = { step, picture };
  self.postMessage(reply, { transfer: picture === null ? [] : [picture] });
}

function currentPicture(): ImageBitmap | null {
  if (context === null) return null;
  const { width, height } = painter.counts();
  if (image?.width !== width || image.height !== height) {
    image = new ImageData(width, height);
    canvas.width = width;
    canvas.height = height;
  }
  painter.tone(new Uint32Array(image.data.buffer));
  context.putImageData(image, 0, 0);
  return canvas.transferToImageBitmap();
}

self.onmessage = ({ data }: MessageEvent<DensityRequest>) => {
  switch (data.kind) {
    case "edges":
      painter.setEdges(data.edges);
      break;
    case "places":
      painter.setPlaces(data.places);
      break;
    case "colors":
      painter.setColors(data.colors);
      break;
    case "paint":
      paint(data);
      break;
  }
};
