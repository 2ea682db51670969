/** The WGSL of gpu-pairs.ts. */

import { SIMILARITY_BINS } from "../../pipeline/graph/pair-distribution.ts";

/** Rows and columns of one tile of cosines, which one workgroup computes. */
export const TILE = 32;

/**
 * One workgroup of 8 x 8 threads computes a tile of 32 x 32 cosines, 4 x 4 a thread, from 16 columns of X at a time; tiles below the diagonal end at
 * once. With `append` 0 it counts, with 1 it appends what is above the cut-off: one program for both, so that a cosine has the same bits in both.
 *
 * `counts` are four histograms: pairs with two training ends, other pairs with two labels, pairs without, and pairs of one class.
 * `strongest` holds each node's largest cosine and, behind the nodes, the largest and the smallest of all, the latter negated, as keys whose order
 * as integers is that of the floats; 0 is none. `pairs` are all sources, then all targets, then all cosines.
 */
export const PAIRS_SHADER = /* wgsl */ `
struct Settings {
  nodes: u32, width4: u32, sources: u32, training: u32,
  labelled: u32, inductive: u32, firstTile: u32, append: u32,
  capacity: u32, cutoff: f32,
}

@group(0) @binding(0) var<uniform> settings: Settings;
@group(0) @binding(1) var<storage, read> x: array<vec4<f32>>;
@group(0) @binding(2) var<storage, read> label: array<i32>;
@group(0) @binding(3) var<storage, read_write> counts: array<atomic<u32>>;
@group(0) @binding(4) var<storage, read_write> strongest: array<atomic<u32>>;
@group(0) @binding(5) var<storage, read_write> appended: atomic<u32>;
@group(0) @binding(6) var<storage, read_write> pairs: array<u32>;

const BINS = ${SIMILARITY_BINS}u;
const NONE = -2.0;
var<workgroup> rowTile: array<vec4<f32>, 128>;
var<workgroup> columnTile: array<vec4<f32>, 128>;

fn key(value: f32) -> u32 {
  let bits = bitcast<u32>(value);
  return select(bits | 0x80000000u, ~bits, (bits & 0x80000000u) != 0u);
}

fn block(row: u32, column4: u32) -> vec4<f32> {
  if (row >= settings.nodes || column4 >= settings.width4) { return vec4<f32>(0.0); }
  return x[row * settings.width4 + column4];
}

fn count(row: u32, column: u32, value: f32) {
  // (lo, hi]: a value on an edge belongs below it.
  let bin = u32(max(0, i32(ceil(value * f32(BINS / 2u))) + i32(BINS / 2u) - 1));
  let kind = select(select(2u, 1u, column < settings.labelled), 0u, column < settings.training);
  atomicAdd(&counts[kind * BINS + bin], 1u);
  if (column < settings.labelled && label[row] == label[column]) {
    atomicAdd(&counts[3u * BINS + bin], 1u);
  }
}

@compute @workgroup_size(8, 8)
fn main(
  @builtin(workgroup_id) group: vec3<u32>,
  @builtin(local_invocation_id) local: vec3<u32>,
  @builtin(local_invocation_index) thread: u32,
) {
  let rowStart = (settings.firstTile + group.y) * ${TILE}u;
  let columnStart = group.x * ${TILE}u;
  if (columnStart + ${TILE}u <= rowStart) { return; }
  var cosines: array<f32, 16>;
  for (var k = 0u; k < settings.width4; k += 4u) {
    for (var t = thread; t < 128u; t += 64u) {
      rowTile[t] = block(rowStart + (t >> 2u), k + (t & 3u));
      columnTile[t] = block(columnStart + (t >> 2u), k + (t & 3u));
    }
    workgroupBarrier();
    for (var step = 0u; step < 4u; step++) {
      for (var i = 0u; i < 4u; i++) {
        let a = rowTile[(local.y * 4u + i) * 4u + step];
        for (var j = 0u; j < 4u; j++) {
          cosines[i * 4u + j] += dot(a, columnTile[(local.x * 4u + j) * 4u + step]);
        }
      }
    }
    workgroupBarrier();
  }
  let row = rowStart + local.y * 4u;
  let column = columnStart + local.x * 4u;
  if (settings.append == 1u) { appendPairs(row, column, &cosines); }
  else { measure(row, column, &cosines); }
}

fn isPair(row: u32, column: u32) -> bool {
  return row < column && column < settings.nodes && row < settings.sources;
}

fn measure(row: u32, column: u32, cosines: ptr<function, array<f32, 16>>) {
  var rowLargest = array<f32, 4>(NONE, NONE, NONE, NONE);
  var columnLargest = array<f32, 4>(NONE, NONE, NONE, NONE);
  var largest = NONE;
  var negatedSmallest = NONE;
  for (var i = 0u; i < 4u; i++) {
    for (var j = 0u; j < 4u; j++) {
      if (!isPair(row + i, column + j)) { continue; }
      let value = clamp((*cosines)[i * 4u + j], -1.0, 1.0);
      count(row + i, column + j, value);
      largest = max(largest, value);
      negatedSmallest = max(negatedSmallest, -value);
      columnLargest[j] = max(columnLargest[j], value);
      // In inductive scope an edge to a validation or test node sends nothing back to the training node.
      if (settings.inductive == 0u || column + j < settings.training) {
        rowLargest[i] = max(rowLargest[i], value);
      }
    }
  }
  for (var i = 0u; i < 4u; i++) {
    if (rowLargest[i] > NONE) { atomicMax(&strongest[row + i], key(rowLargest[i])); }
    if (columnLargest[i] > NONE) { atomicMax(&strongest[column + i], key(columnLargest[i])); }
  }
  if (largest > NONE) {
    atomicMax(&strongest[settings.nodes], key(largest));
    atomicMax(&strongest[settings.nodes + 1u], key(negatedSmallest));
  }
}

fn appendPairs(row: u32, column: u32, cosines: ptr<function, array<f32, 16>>) {
  var found = 0u;
  for (var i = 0u; i < 16u; i++) {
    if (isPair(row + i / 4u, column + i % 4u) && clamp((*cosines)[i], -1.0, 1.0) > settings.cutoff) {
      found++;
    }
  }
  if (found == 0u) { return; }
  var place = atomicAdd(&appended, found);
  for (var i = 0u; i < 16u; i++) {
    let value = clamp((*cosines)[i], -1.0, 1.0);
    if (!isPair(row + i / 4u, column + i % 4u) || !(value > settings.cutoff)) { continue; }
    if (place < settings.capacity) {
      pairs[place] = row + i / 4u;
      pairs[settings.capacity + place] = column + i % 4u;
      pairs[2u * settings.capacity + place] = bitcast<u32>(value);
    }
    place++;
  }
}
`;
