import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { createThresholdMoves } from "./threshold-moves.ts";

beforeEach(() => vi.useFakeTimers());
afterEach(() => vi.useRealTimers());

function recorded() {
  const calls: string[] = [];
  const moves = createThresholdMoves({
    setThreshold: (threshold) => calls.push(`set ${threshold}`),
    trainAtThreshold: () => {
      calls.push("train");
      return Promise.resolve();
    },
  });
  return { calls, moves };
}

test("takes the last move of a burst, in the next frame", () => {
  const { calls, moves } = recorded();
  moves.move(0.1);
  moves.move(0.2);
  expect(calls).toEqual([]);
  expect(moves.pending()).toBe(0.2);
  vi.advanceTimersToNextFrame();
  expect(calls).toEqual(["set 0.2"]);
  expect(moves.pending()).toBeNull();
});

test("trains after 150 ms of rest, once, although nothing was let go", () => {
  const { calls, moves } = recorded();
  moves.move(0.1);
  vi.advanceTimersToNextFrame();
  vi.advanceTimersByTime(149);
  expect(calls).toEqual(["set 0.1"]);
  vi.advanceTimersByTime(1);
  expect(calls).toEqual(["set 0.1", "train"]);
  vi.advanceTimersByTime(1000);
  moves.release();
  expect(calls).toHaveLength(2);
});

test("a move before the 150 ms are over starts them anew", () => {
  const { calls, moves } = recorded();
  moves.move(0.1);
  vi.advanceTimersToNextFrame();
  vi.advanceTimersByTime(100);
  moves.move(0.2);
  vi.advanceTimersToNextFrame();
  vi.advanceTimersByTime(149);
  expect(calls).toEqual(["set 0.1", "set 0.2"]);
  vi.advanceTimersByTime(1);
  expect(calls.at(-1)).toBe("train");
});

test("a move whose frame comes after the end of the rest before is not lost", () => {
  const { calls, moves } = recorded();
  moves.move(0.1);
  vi.advanceTimersToNextFrame();
  vi.advanceTimersByTime(149);
  moves.move(0.2);
  vi.advanceTimersByTime(150);
  expect(calls).toEqual(["set 0.1", "set 0.2"]);
  vi.advanceTimersByTime(150);
  expect(calls).toEqual(["set 0.1", "set 0.2", "train"]);
});

test("letting go trains at once, at the last place", () => {
  const { calls, moves } = recorded();
  moves.move(0.1);
  vi.advanceTimersToNextFrame();
  moves.move(0.2);
  moves.release();
  expect(calls).toEqual(["set 0.1", "set 0.2", "train"]);
  vi.advanceTimersByTime(1000);
  expect(calls).toHaveLength(3);
});

test("letting go without a move trains nothing", () => {
  const { calls, moves } = recorded();
  moves.release();
  vi.advanceTimersByTime(1000);
  expect(calls).toEqual([]);
});

test("nothing comes after the end", () => {
  const { calls, moves } = recorded();
  moves.move(0.1);
  vi.advanceTimersToNextFrame();
  moves.move(0.2);
  moves.stop();
  vi.advanceTimersByTime(1000);
  expect(calls).toEqual(["set 0.1"]);
});
