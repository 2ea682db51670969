// @ts-check
/**
 * npm test: every check in order, stopping at the first that fails. The last line counts the unit and end-to-end tests one by
 * one, and each of the other steps (types, lint, layers, dead code, format, build) as one.
 */
import { spawnSync } from "node:child_process";
import { mkdirSync, readFileSync, rmSync } from "node:fs";

const REPORTS = "test-results";
const UNIT_REPORT = `${REPORTS}/unit.json`;
const E2E_REPORT = `${REPORTS}/e2e.json`;

/**
 * @typedef {{ passed: number, failed: number, skipped: number }} Counts
 * @typedef {{ name: string, command: string, counts?: () => Counts }} Step
 */

/** @type {Step[]} */
const STEPS = [
  { name: "check", command: "npm run --silent check" },
  { name: "lint", command: "npm run --silent lint" },
  { name: "deps", command: "npm run --silent deps" },
  { name: "dead", command: "npm run --silent dead" },
  { name: "format", command: "npm run --silent format" },
  {
    name: "unit",
    command: `npm run --silent unit -- --reporter=default --reporter=json --outputFile.json=${UNIT_REPORT}`,
    counts: unitCounts,
  },
  { name: "build", command: "npm run --silent build" },
  { name: "e2e", command: "npm run --silent e2e", counts: e2eCounts },
];

rmSync(REPORTS, { recursive: true, force: true });
mkdirSync(REPORTS, { recursive: true });

const total = { passed: 0, failed: 0, skipped: 0 };
for (const step of STEPS) {
  const counts = runStep(step);
  total.passed += counts.passed;
  total.failed += counts.failed;
  total.skipped += counts.skipped;
  if (counts.failed > 0) break;
}
const skipped = total.skipped > 0 ? `, ${total.skipped} skipped` : "";
console.log(`${total.passed} passed, ${total.failed} failed${skipped}`);
process.exitCode = total.failed > 0 ? 1 : 0;

/** @param {Step} step @returns {Counts} */
function runStep(step) {
  console.log(`\n== ${step.name}`);
  const startedAt = performance.now();
  const { status } = spawnSync(step.command, { shell: true, stdio: "inherit" });
  const seconds = ((performance.now() - startedAt) / 1000).toFixed(1);
  console.log(`== ${step.name}: ${status === 0 ? "passed" : "failed"} in ${seconds} s`);
  return countsOf(step, status === 0);
}

/** @param {Step} step @param {boolean} succeeded @returns {Counts} */
function countsOf(step, succeeded) {
  const asOne = { passed: Number(succeeded), failed: Number(!succeeded), skipped: 0 };
  if (step.counts === undefined) return asOne;
  try {
    const counts = step.counts();
    // A runner can fail without a failed test: a page that did not build, an error outside every test.
    return succeeded ? counts : { ...counts, failed: Math.max(1, counts.failed) };
  } catch (error) {
    console.error(`No report from ${step.name}: ${String(error)}`);
    return { passed: 0, failed: 1, skipped: 0 };
  }
}

/** @returns {Counts} */
function unitCounts() {
  const report = JSON.parse(readFileSync(UNIT_REPORT, "utf8"));
  return {
    passed: report.numPassedTests,
    failed: report.numFailedTests,
    skipped: report.numPendingTests + report.numTodoTests,
  };
}

/** @returns {Counts} */
function e2eCounts() {
  const { stats } = JSON.parse(readFileSync(E2E_REPORT, "utf8"));
  return {
    passed: stats.expected + stats.flaky,
    failed: stats.unexpected,
    skipped: stats.skipped,
  };
}
