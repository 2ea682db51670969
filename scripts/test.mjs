// @ts-check
/**
 * npm test: the checks of the source and the unit tests two at a time, since most use one core; if all of them hold, the build; and if that
 * does, the end-to-end tests, those of the GPU beside those of the page. The last line counts the unit and end-to-end tests one by one, and each of the other steps as one.
 */
import { spawn } from "node:child_process";
import { mkdirSync, readFileSync, rmSync } from "node:fs";

const REPORTS = "test-results";
const UNIT_REPORT = `${REPORTS}/unit.json`;

/**
 * @typedef {{ passed: number, failed: number, skipped: number }} Counts
 * @typedef {{ name: string, command: string, counts?: () => Counts, env?: Record<string, string> }} Step
 */

/** The longest first; the unit tests, which fill what lint leaves of the machine, last. @type {Step[]} */
const SIDE_BY_SIDE = [
  { name: "lint", command: "npm run --silent lint" },
  { name: "check", command: "npm run --silent check" },
  { name: "deps", command: "npm run --silent deps" },
  { name: "dead", command: "npm run --silent dead" },
  { name: "format", command: "npm run --silent format" },
  {
    name: "unit",
    command: `npm run --silent unit -- --reporter=default --reporter=json --outputFile.json=${UNIT_REPORT}`,
    counts: unitCounts,
  },
];

/** @type {Step} */
const BUILD = { name: "build", command: "npm run --silent build" };
const PAGE_TESTS = e2eStep("page");
const GPU_TESTS = e2eStep("gpu");

rmSync(REPORTS, { recursive: true, force: true });
mkdirSync(REPORTS, { recursive: true });

const total = { passed: 0, failed: 0, skipped: 0 };
const waiting = [...SIDE_BY_SIDE];
await Promise.all([checkNext(), checkNext()]);
if (total.failed === 0) await run(BUILD, "pipe");
if (total.failed === 0) {
  await Promise.all([run(PAGE_TESTS, "inherit"), run(GPU_TESTS, "pipe")]);
}
const skipped = total.skipped > 0 ? `, ${total.skipped} skipped` : "";
console.log(`${total.passed} passed, ${total.failed} failed${skipped}`);
process.exitCode = total.failed > 0 ? 1 : 0;

/** @returns {Promise<void>} */
async function checkNext() {
  for (let step = waiting.shift(); step !== undefined; step = waiting.shift()) {
    await run(step, "pipe");
  }
}

/**
 * Adds what came of it to the total. What runs beside another shows its output when it has ended.
 * @param {Step} step @param {"inherit" | "pipe"} output
 */
async function run(step, output) {
  const startedAt = performance.now();
  const child = spawn(step.command, {
    shell: true,
    stdio: ["ignore", output, output],
    env: { ...process.env, ...step.env },
  });
  /** @type {Buffer[]} */
  const printed = [];
  for (const stream of [child.stdout, child.stderr]) {
    stream?.on("data", (bytes) => printed.push(bytes));
  }
  /** @type {number | null} */
  const status = await new Promise((resolve) => child.on("close", resolve));
  const seconds = ((performance.now() - startedAt) / 1000).toFixed(1);
  process.stdout.write(Buffer.concat(printed));
  console.log(`== ${step.name}: ${status === 0 ? "passed" : "failed"} in ${seconds} s`);
  const counts = countsOf(step, status === 0);
  total.passed += counts.passed;
  total.failed += counts.failed;
  total.skipped += counts.skipped;
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

/** @param {"page" | "gpu"} project of playwright.config.ts @returns {Step} */
function e2eStep(project) {
  const report = `${REPORTS}/e2e-${project}.json`;
  return {
    name: `e2e ${project}`,
    command: `npm run --silent e2e -- --project=${project}`,
    env: { GANET_E2E_REPORT: report },
    counts: () => {
      const { stats } = JSON.parse(readFileSync(report, "utf8"));
      return {
        passed: stats.expected + stats.flaky,
        failed: stats.unexpected,
        skipped: stats.skipped,
      };
    },
  };
}
