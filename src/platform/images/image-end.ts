/** Whether a file stops before its image data does. Some decoders fill the missing part with grey and say nothing. */

import type { ImageFormat } from "./image-format.ts";

/** False for the formats whose end is not checked: there the decoder decides. */
export function endsEarly(bytes: Uint8Array, format: ImageFormat): boolean {
  if (format === "jpeg") return !reachesEndOfJpeg(bytes);
  if (format === "png") return !reachesEndOfPng(bytes);
  if (format === "webp")
    return bytes.length < 12 || dataView(bytes).getUint32(4, true) + 8 > bytes.length;
  return false;
}

/**
 * Walks the segments of ITU-T T.81 to the EOI marker. Segments with a length are jumped over, because an embedded preview has an EOI of
 * its own; what follows EOI (a phone's video, an editor's notes) does not count.
 */
function reachesEndOfJpeg(bytes: Uint8Array): boolean {
  let at = 2;
  while (at + 1 < bytes.length) {
    if (bytes[at] !== 0xff) {
      at++; // entropy-coded data, up to the next marker
      continue;
    }
    const marker = bytes[at + 1];
    if (marker === 0xd9) return true;
    const isRestart = marker !== undefined && marker >= 0xd0 && marker <= 0xd7;
    if (marker === 0xff) {
      at++; // fill byte
    } else if (marker === 0x00 || marker === 0x01 || marker === 0xd8 || isRestart) {
      at += 2; // an escaped 0xff, or a marker without a length
    } else {
      if (at + 3 >= bytes.length) return false;
      at += 2 + dataView(bytes).getUint16(at + 2);
    }
  }
  return false;
}

/** Walks the chunks (length, type, data, checksum) to a whole IEND. */
function reachesEndOfPng(bytes: Uint8Array): boolean {
  const view = dataView(bytes);
  const IEND = 0x49454e44;
  let at = 8;
  while (at + 12 <= bytes.length) {
    if (view.getUint32(at + 4) === IEND) return true;
    at += 12 + view.getUint32(at);
  }
  return false;
}

function dataView(bytes: Uint8Array): DataView {
  return new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}
