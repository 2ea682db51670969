import { expect, test } from "vitest";
import { readingLines, readingPlaces } from "./reading-layout.ts";

const type = { em: 13, textCharacter: 6 };

test("stand side by side where there is room, else one under the other", () => {
  expect(readingLines({ ...type, width: 440 })).toBe(1);
  expect(readingLines({ ...type, width: 340 })).toBe(2);
  const beside = readingPlaces({ ...type, readings: [50] })!;
  expect(beside.run.y).toBe(beside.preview.y);
  // Room for the mark and for "100.0 % preview, no training".
  expect(beside.run.x - beside.preview.x).toBeGreaterThan(13 + 28 * 6);
  const under = readingPlaces({ ...type, readings: [50, 68] })!;
  expect(under.run).toEqual({ x: under.preview.x, y: 68 });
});

test("have no place in a frame without a line for them", () => {
  expect(readingPlaces({ ...type, readings: [] })).toBeNull();
});
