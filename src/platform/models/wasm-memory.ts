/** How much memory the WebAssembly modules of this worker hold. It only ever grows, and a runtime does not say when it has too much. */

const memories: WebAssembly.Memory[] = [];

/** Counts every memory that is made from now on; to be called before the first module is. */
export function watchWasmMemory(): void {
  const { Memory } = WebAssembly;
  WebAssembly.Memory = class extends Memory {
    constructor(descriptor: WebAssembly.MemoryDescriptor) {
      super(descriptor);
      memories.push(this);
    }
  };
}

export function wasmMemoryBytes(): number {
  return memories.reduce((sum, { buffer }) => sum + buffer.byteLength, 0);
}
