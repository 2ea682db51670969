/** Memory that all workers of the page see at once, where the browser allows it. */

/** The same numbers in shared memory on a cross-origin isolated page, so that they are never copied again; elsewhere the array itself. */
export function inSharedMemory(values: Float32Array): Float32Array {
  if (!globalThis.crossOriginIsolated) return values;
  const shared = new Float32Array(new SharedArrayBuffer(values.byteLength));
  shared.set(values);
  return shared;
}
