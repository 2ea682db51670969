import { expect, test } from "vitest";
import { gridStep, rowsOf } from "./grid-rows.ts";

test("rows hold their columns, the last what is left", () => {
  expect(rowsOf([0, 1, 2, 3, 4], 2)).toEqual([[0, 1], [2, 3], [4]]);
  expect(rowsOf([], 3)).toEqual([]);
});

// 0 1 2
// 3 4
test("arrows move by one place or one row and stop at the edges", () => {
  const step = (key: string, place: number) => gridStep(key, place, 5, 3);
  expect(step("ArrowRight", 4)).toBe(4);
  expect(step("ArrowLeft", 3)).toBe(2);
  expect(step("ArrowDown", 1)).toBe(4);
  expect(step("ArrowDown", 2)).toBe(2);
  expect(step("ArrowUp", 4)).toBe(1);
  expect(step("ArrowUp", 1)).toBe(1);
  expect(step("Home", 4)).toBe(0);
  expect(step("End", 0)).toBe(4);
  expect(step("x", 0)).toBeNull();
});

test("an empty grid goes nowhere", () => {
  expect(gridStep("End", 0, 0, 3)).toBeNull();
});
