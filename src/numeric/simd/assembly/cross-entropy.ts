/** Softmax cross-entropy of logits in panels, its gradient in place, and the classes of the largest logits. */

import { PANEL_ROW } from "./products";

/** e^x to float32's accuracy (the polynomial of Cephes' expf); exactly 0 below -87, so that filled classes leave no denormal behind. */
function exponential(power: v128): v128 {
  const live = f32x4.gt(power, f32x4.splat(-87));
  const x = f32x4.max(power, f32x4.splat(-87));
  const n = f32x4.nearest(f32x4.mul(x, f32x4.splat(1.44269504)));
  let r = f32x4.sub(x, f32x4.mul(n, f32x4.splat(0.693359375)));
  r = f32x4.sub(r, f32x4.mul(n, f32x4.splat(-2.1219444e-4)));
  let y = f32x4.splat(1.98756915e-4);
  y = f32x4.add(f32x4.mul(y, r), f32x4.splat(1.3981999507e-3));
  y = f32x4.add(f32x4.mul(y, r), f32x4.splat(8.3334519073e-3));
  y = f32x4.add(f32x4.mul(y, r), f32x4.splat(4.1665795894e-2));
  y = f32x4.add(f32x4.mul(y, r), f32x4.splat(1.6666665459e-1));
  y = f32x4.add(f32x4.mul(y, r), f32x4.splat(5.0000001201e-1));
  y = f32x4.add(f32x4.add(f32x4.mul(f32x4.mul(r, r), y), r), f32x4.splat(1));
  const scale = i32x4.shl(i32x4.add(i32x4.trunc_sat_f32x4_s(n), i32x4.splat(127)), 23);
  return v128.and(f32x4.mul(y, scale), live);
}

function laneSum(a: v128): f32 {
  return (
    f32x4.extract_lane(a, 0) +
    f32x4.extract_lane(a, 1) +
    f32x4.extract_lane(a, 2) +
    f32x4.extract_lane(a, 3)
  );
}

function laneMax(a: v128): f32 {
  return max(
    max(f32x4.extract_lane(a, 0), f32x4.extract_lane(a, 1)),
    max(f32x4.extract_lane(a, 2), f32x4.extract_lane(a, 3)),
  );
}

function largestLogit(row: usize, panelBytes: usize, end: usize): f32 {
  let largest = f32x4.splat(-Infinity);
  for (let o: usize = 0; o < end; o += panelBytes) {
    largest = f32x4.max(largest, f32x4.max(v128.load(row + o), v128.load(row + o, 16)));
  }
  return laneMax(largest);
}

function logitAddress(row: usize, panelBytes: usize, label: i32): usize {
  return row + <usize>(label >> 3) * panelBytes + ((<usize>(label & 7)) << 2);
}

/**
 * Mean cross-entropy -(1/n) Σ_i log softmax(z_i)[y_i].
 *
 * @param logits P8(Z) [height, classes]; the first `rows` rows are examples. With `gradient` Z becomes ∂L/∂Z, 0 in the other rows
 * @param labels int32 [rows]
 */
export function crossEntropy(
  logits: usize,
  labels: usize,
  rows: i32,
  height: i32,
  classes: i32,
  gradient: bool,
): f64 {
  const panelBytes = <usize>height * PANEL_ROW;
  const end = <usize>(classes >> 3) * panelBytes;
  const share: f32 = 1 / <f32>rows;
  let loss: f64 = 0;
  for (let i = 0; i < rows; i++) {
    const row = logits + <usize>i * PANEL_ROW;
    const largest = largestLogit(row, panelBytes, end);
    const ofLabel = logitAddress(row, panelBytes, load<i32>(labels + ((<usize>i) << 2)));
    const margin = load<f32>(ofLabel) - largest;
    const shift = f32x4.splat(largest);
    let sums = f32x4.splat(0);
    for (let o: usize = 0; o < end; o += panelBytes) {
      const a = exponential(f32x4.sub(v128.load(row + o), shift));
      const b = exponential(f32x4.sub(v128.load(row + o, 16), shift));
      sums = f32x4.add(sums, f32x4.add(a, b));
      if (gradient) {
        v128.store(row + o, a);
        v128.store(row + o, b, 16);
      }
    }
    const sum = laneSum(sums);
    loss += Math.log(<f64>sum) - <f64>margin;
    if (gradient) {
      const factor = f32x4.splat(share / sum);
      for (let o: usize = 0; o < end; o += panelBytes) {
        v128.store(row + o, f32x4.mul(v128.load(row + o), factor));
        v128.store(row + o, f32x4.mul(v128.load(row + o, 16), factor), 16);
      }
      store<f32>(ofLabel, load<f32>(ofLabel) - share);
    }
  }
  if (gradient) {
    for (let o: usize = 0; o < end; o += panelBytes) {
      memory.fill(logits + o + <usize>rows * PANEL_ROW, 0, <usize>(height - rows) * PANEL_ROW);
    }
  }
  return loss / <f64>rows;
}

/**
 * Class of the largest logit of each example, the first of equal ones: int32 [rows].
 *
 * @param classes with the filled ones, whose logits are far below all others
 */
export function largestClasses(
  logits: usize,
  rows: i32,
  height: i32,
  classes: i32,
  out: usize,
): void {
  const panelBytes = <usize>height * PANEL_ROW;
  const end = <usize>(classes >> 3) * panelBytes;
  for (let i = 0; i < rows; i++) {
    const row = logits + <usize>i * PANEL_ROW;
    const largest = largestLogit(row, panelBytes, end);
    let label = 0;
    while (label < classes - 1 && load<f32>(logitAddress(row, panelBytes, label)) !== largest) {
      label++;
    }
    store<i32>(out + ((<usize>i) << 2), label);
  }
}
