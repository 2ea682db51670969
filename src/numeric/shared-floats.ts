/** Floats that all workers of the page see at once, where the browser allows it. */

/** `length` zeros: in shared memory on a cross-origin isolated page, so that they are never copied from thread to thread; elsewhere in memory of their own. */
export function sharedFloats(length: number): Float32Array {
  // Browsers that have the constructor without isolation refuse to send what it makes.
  return Reflect.get(globalThis, "crossOriginIsolated") === true
    ? new Float32Array(new SharedArrayBuffer(Float32Array.BYTES_PER_ELEMENT * length))
    : new Float32Array(length);
}
