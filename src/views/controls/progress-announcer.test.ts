import { expect, test } from "vitest";
import type { StageStatus } from "../../studio/selectors/stage-status.ts";
import { announcement } from "./progress-announcer.tsx";

function captions(state: StageStatus["state"], done: number | null): StageStatus[] {
  const progress =
    done === null
      ? null
      : { label: "Captions", done, total: 100, rate: 1, secondsLeft: 100 - done };
  return [{ name: "captions", state, figure: "100 captions", progress, error: null }];
}

test("a step inside the same tenth is silent", () => {
  expect(announcement(captions("running", 21), captions("running", 29))).toBeNull();
});

test("each tenth is said once, with the time left", () => {
  expect(announcement(captions("running", 29), captions("running", 30))).toBe(
    "Captions 30 percent, 70 seconds left.",
  );
});

test("start, end, failure and cancellation are each said once", () => {
  expect(announcement(captions("empty", null), captions("running", 0))).toBe("Captions started.");
  expect(announcement(captions("running", 99), captions("ready", null))).toBe(
    "Captions ready: 100 captions.",
  );
  expect(announcement(captions("running", 9), captions("failed", null))).toBe("Captions failed.");
  expect(announcement(captions("running", 9), captions("cancelled", 9))).toBe(
    "Captions cancelled.",
  );
  expect(announcement(captions("cancelled", 9), captions("cancelled", 9))).toBeNull();
});
