/** One instance of the SIMD module: its functions, and its memory as an arena. */

/** A compiled WebAssembly.Module, which has no type without the DOM library. */
export type WasmModule = object;

declare const WebAssembly: {
  readonly Instance: new (module: WasmModule) => { readonly exports: SimdExports };
};

/** Addresses are bytes; above 2 GiB they arrive negative. Sizes and meanings: assembly/*.ts. */
interface SimdExports {
  readonly memory: { readonly buffer: ArrayBuffer };
  readonly allocate: (count: number) => number;
  readonly mark: () => number;
  readonly release: (to: number) => void;
  readonly packRows: (
    band: number,
    rows: number,
    width: number,
    target: number,
    first: number,
    height: number,
  ) => void;
  readonly clearPanelRows: (
    target: number,
    first: number,
    rows: number,
    height: number,
    width: number,
  ) => void;
  readonly unpackRows: (
    panels: number,
    height: number,
    rows: number,
    width: number,
    target: number,
  ) => void;
  readonly transpose: (panels: number, rows: number, columns: number, target: number) => void;
  readonly rowProduct: (
    a: number,
    b: number,
    out: number,
    rows: number,
    columns: number,
    inner: number,
    rowBytes: number,
  ) => void;
  readonly sparseProduct: (
    starts: number,
    columns: number,
    values: number,
    rows: number,
    panels: number,
    height: number,
    width: number,
    out: number,
  ) => void;
  readonly openAdapter: (
    dimension: number,
    bottleneck: number,
    classes: number,
    rows: number,
    withResidual: boolean,
    withRelu: boolean,
  ) => number;
  readonly parameterCount: () => number;
  readonly startAdapter: () => void;
  readonly keepParameters: () => void;
  readonly restoreParameters: () => void;
  readonly evaluate: (
    features: number,
    aggregated: number,
    ones: number,
    labels: number,
    rows: number,
    height: number,
    classes: number,
  ) => number;
  readonly predict: (
    features: number,
    aggregated: number,
    ones: number,
    rows: number,
    height: number,
    classes: number,
  ) => void;
  readonly lossAndGradients: (
    features: number,
    rowFeatures: number,
    aggregated: number,
    rowAggregated: number,
    ones: number,
    labels: number,
    rows: number,
    height: number,
  ) => number;
  readonly updateParameters: (rate: number, epsilon: number) => void;
}

export interface Arena {
  readonly run: SimdExports;
  /** Address of new numbers of four bytes, not cleared. @throws RangeError when the memory cannot grow that far */
  readonly take: (count: number) => number;
  /** Views end with the next `take`, which may move the memory. */
  readonly floats: (address: number, count: number) => Float32Array<ArrayBuffer>;
  readonly integers: (address: number, count: number) => Int32Array<ArrayBuffer>;
  /** The mark of an empty arena. */
  readonly bottom: number;
  readonly mark: () => number;
  readonly release: (to: number) => void;
}

/** Memories that are used again, so that opening and closing many keeps no more than were open at once. */
export interface Arenas {
  readonly open: () => Arena;
  readonly close: (arena: Arena) => void;
}

export function createArenas(module: WasmModule): Arenas {
  const idle: Arena[] = [];
  return {
    open: () => idle.pop() ?? openArena(module),
    close: (arena) => {
      arena.release(arena.bottom);
      idle.push(arena);
    },
  };
}

function openArena(module: WasmModule): Arena {
  const run = new WebAssembly.Instance(module).exports;
  return {
    run,
    bottom: run.mark() >>> 0,
    take: (count) => {
      const address = count < 2 ** 30 ? run.allocate(count) >>> 0 : 0;
      if (address === 0) throw new RangeError(`no memory for ${4 * count} bytes`);
      return address;
    },
    floats: (address, count) => new Float32Array(run.memory.buffer, address, count),
    integers: (address, count) => new Int32Array(run.memory.buffer, address, count),
    mark: () => run.mark() >>> 0,
    release: run.release,
  };
}

/** Sizes inside the module are multiples of eight. */
export function padded(size: number): number {
  return Math.ceil(size / 8) * 8;
}

/** Numbers that are copied in at once: 1 MB. */
const BAND = 262_144;

/**
 * P8(R) of a row-major R [rows, width], its sizes filled with zeros to multiples of eight.
 *
 * @param target room for padded(rows) * padded(width) numbers; taken here unless given
 */
export function packPanels(
  arena: Arena,
  values: Float32Array,
  rows: number,
  width: number,
  target = arena.take(padded(rows) * padded(width)),
): number {
  const height = padded(rows);
  const start = arena.mark();
  const bandRows = Math.max(1, Math.floor(BAND / Math.max(1, width)));
  const band = arena.take(Math.min(bandRows, rows) * width);
  for (let first = 0; first < rows; first += bandRows) {
    const count = Math.min(bandRows, rows - first);
    const part = values.subarray(first * width, (first + count) * width);
    arena.floats(band, part.length).set(part);
    arena.run.packRows(band, count, width, target, first, height);
  }
  arena.run.clearPanelRows(target, rows, height - rows, height, padded(width));
  arena.release(start);
  return target;
}
