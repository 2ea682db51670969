/** A whole file of this origin. */

import type { OnBytes } from "./onnx-session.ts";

/** @param onBytes told while it arrives; the total is what has come so far where the server does not say it @throws TypeError if there is none */
export async function fetchBytes(url: URL, onBytes: OnBytes): Promise<Uint8Array<ArrayBuffer>> {
  const response = await fetch(url);
  if (!response.ok || response.body === null) {
    throw new TypeError(`${url.pathname}: HTTP ${response.status}`);
  }
  // Compressed, the header counts other bytes than those that arrive.
  const compressed = response.headers.has("Content-Encoding");
  const stated = compressed ? 0 : Number(response.headers.get("Content-Length"));
  const parts: Uint8Array<ArrayBuffer>[] = [];
  let loaded = 0;
  const reader = response.body.getReader();
  for (let next = await reader.read(); !next.done; next = await reader.read()) {
    parts.push(next.value);
    loaded += next.value.length;
    onBytes(loaded, Math.max(stated, loaded));
  }
  const bytes = new Uint8Array(loaded);
  let at = 0;
  for (const part of parts) {
    bytes.set(part, at);
    at += part.length;
  }
  return bytes;
}
