// @ts-check
/** The rows of the benchmark, and the one table that shows them. */

/**
 * One line of the table. `ours` and `peer` are figures in `unit`; null where there is none, and then `ratio` is null too.
 * `skipped` is null, or why the row was not measured.
 *
 * @typedef {{
 *   name: string, ours: number | null, peer: number | null, ratio: number | null, unit: string, note: string, skipped: string | null,
 * }} Row
 */

/**
 * @param {string} name
 * @param {string} unit
 * @param {number} ours
 * @param {number | null} peer
 * @param {string} note what was measured, and what it leaves out
 * @returns {Row}
 */
export function measuredRow(name, unit, ours, peer, note) {
  return {
    name,
    ours,
    peer,
    ratio: peer === null ? null : ours / peer,
    unit,
    note,
    skipped: null,
  };
}

/** @param {string} name @param {string} reason @returns {Row} */
export function skippedRow(name, reason) {
  return { name, ours: null, peer: null, ratio: null, unit: "", note: "", skipped: reason };
}

/** A figure with three significant digits. @param {number | null} value */
export function figure(value) {
  if (value === null) return "-";
  return Math.abs(value) >= 100 ? value.toFixed(0) : value.toPrecision(3);
}

/** @param {Row} row */
export function printRow(row) {
  const { name, ours, peer, ratio, unit, note, skipped } = row;
  if (skipped !== null) {
    console.log(`${name.padEnd(14)} skipped: ${skipped}`);
    return;
  }
  const cells = [figure(ours).padStart(9), figure(peer).padStart(9), figure(ratio).padStart(7)];
  console.log(`${name.padEnd(14)} ${cells.join(" ")}  ${unit}`);
  for (const line of wrap(note, 110)) console.log(`${" ".repeat(15)}${line}`);
}

export function printHead() {
  const cells = ["ours".padStart(9), "peer".padStart(9), "ratio".padStart(7)];
  console.log(`${"row".padEnd(14)} ${cells.join(" ")}  unit`);
}

/** @param {string} text @param {number} width @returns {string[]} */
function wrap(text, width) {
  /** @type {string[]} */
  const lines = [];
  for (const word of text.split(" ")) {
    const last = lines.at(-1);
    if (last === undefined || last.length + word.length >= width) lines.push(word);
    else lines[lines.length - 1] = `${last} ${word}`;
  }
  return lines;
}

/** Value below which `share` of the values lie: the smallest one with at least that share at or below it. @param {readonly number[]} values @param {number} share */
export function percentile(values, share) {
  const sorted = [...values].sort((a, b) => a - b);
  const value = sorted[Math.max(0, Math.ceil(share * sorted.length) - 1)];
  if (value === undefined) throw new RangeError("a percentile of nothing");
  return value;
}

/** @param {readonly number[]} values */
export function median(values) {
  return percentile(values, 0.5);
}
