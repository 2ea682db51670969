/** The module's memory: one arena that grows at its end and is given back to a mark. */

const ALIGNMENT: usize = 64;
const PAGE: usize = 65536;

let top: usize = aligned(__heap_base);

function aligned(address: usize): usize {
  return (address + ALIGNMENT - 1) & ~(ALIGNMENT - 1);
}

/** Address of `count` new float32 or int32 numbers, not cleared; 0 if the memory cannot grow that far. */
export function allocate(count: u32): usize {
  const start = top;
  const end: u64 = <u64>start + ((<u64>count) << 2) + <u64>ALIGNMENT;
  if (end > <u64>u32.MAX_VALUE) return 0;
  const needed = (<usize>end + PAGE - 1) / PAGE;
  const present = <usize>memory.size();
  if (needed > present && memory.grow(<i32>(needed - present)) < 0) return 0;
  top = aligned(<usize>(<u64>start + ((<u64>count) << 2)));
  return start;
}

/** Where the next allocation starts. */
export function mark(): usize {
  return top;
}

/** Gives back everything that was allocated since `mark`. */
export function release(to: usize): void {
  top = to;
}
