/** Long work in steps: a line of progress, and an end when Ctrl-C was pressed. */

import { Cancelled } from "../../src/pipeline/artifacts.ts";

export interface Job {
  /** A stage of so many of something ("runs"). */
  readonly start: (stage: string, total: number, unit: string) => void;
  readonly done: (count: number) => void;
  /** What is going on within one of them. */
  readonly note: (text: string) => void;
  /** Ends the line. */
  readonly finish: () => void;
  readonly cancelled: boolean;
  readonly cancel: () => void;
}

/** Time between two lines where the output is no terminal. */
const LINE_MS = 5000;
const TERMINAL_MS = 200;

export function openJob(stream: NodeJS.WriteStream): Job {
  let stage = "";
  let unit = "";
  let total = 0;
  let count = 0;
  let detail = "";
  let startMs = 0;
  let shownMs = -Infinity;
  let cancelled = false;
  const show = (force: boolean): void => {
    const now = performance.now();
    if (!force && now - shownMs < (stream.isTTY ? TERMINAL_MS : LINE_MS)) return;
    shownMs = now;
    const seconds = (now - startMs) / 1000;
    const rate = count > 0 ? count / seconds : null;
    const left =
      rate === null
        ? ""
        : `, ${rate.toPrecision(2)} ${unit} a second, ${Math.ceil((total - count) / rate)} s left`;
    const line = `${stage}: ${count} of ${total} ${unit}${left}${detail === "" ? "" : ` (${detail})`}`;
    stream.write(stream.isTTY ? `\r\u001b[K${line}` : `${line}\n`);
  };
  return {
    start: (name, wanted, of) => {
      [stage, total, unit, count, detail, startMs] = [name, wanted, of, 0, "", performance.now()];
      show(true);
    },
    done: (finished) => {
      count = finished;
      show(finished === total);
    },
    note: (text) => {
      detail = text;
      show(false);
    },
    finish: () => {
      if (stream.isTTY && stage !== "") stream.write("\n");
      stage = "";
    },
    get cancelled() {
      return cancelled;
    },
    cancel: () => {
      cancelled = true;
    },
  };
}

const LOOK_MS = 30;

/** Runs the steps to their end; between them Ctrl-C is heard. @throws Cancelled, after the generator has cleaned up */
export async function drive<Report, Result>(
  steps: AsyncGenerator<Report, Result> | Generator<Report, Result>,
  job: Job,
  onReport: (report: Report) => void = () => undefined,
): Promise<Result> {
  let lookedMs = performance.now();
  for (;;) {
    const step = await steps.next();
    if (step.done === true) return step.value;
    onReport(step.value);
    if (performance.now() - lookedMs < LOOK_MS) continue;
    await new Promise(setImmediate);
    lookedMs = performance.now();
    if (job.cancelled) await steps.throw(new Cancelled());
  }
}
