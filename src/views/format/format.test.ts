import { expect, test } from "vitest";
import { accuracy, points, pointsWithSpread } from "./accuracy.ts";
import { count, countOf } from "./count.ts";
import { dateTime } from "./date-time.ts";
import { clockTime, spokenDuration } from "./duration.ts";
import { percent } from "./percent.ts";
import { rate, shortRate } from "./rate.ts";
import { shortList } from "./sentence-list.ts";

test("counts carry thousands separators and agree with their noun", () => {
  expect(count(238860)).toBe("238,860");
  expect(countOf(1, "image")).toBe("1 image");
  expect(countOf(1451, "image")).toBe("1,451 images");
  expect(countOf(0, "class", "classes")).toBe("0 classes");
});

test("fractions become percent with a no-break space", () => {
  expect(percent(0.7123)).toBe("71.2\u00a0%");
  expect(percent(0.09, 0)).toBe("9\u00a0%");
});

test("accuracy over one seed has no deviation", () => {
  expect(accuracy({ mean: 0.712, sd: 0.0142 })).toBe("71.2\u00a0±\u00a01.4\u00a0%");
  expect(accuracy({ mean: 0.712, sd: null })).toBe("71.2\u00a0%");
});

test("differences are signed points, and a rounded zero has no minus", () => {
  expect(points(0.0163)).toBe("+1.6\u00a0points");
  expect(points(-0.0163)).toBe("\u22121.6\u00a0points");
  expect(points(-0.0001)).toBe("0.0\u00a0points");
  expect(pointsWithSpread({ mean: -0.021, sd: 0.008 })).toBe(
    "\u22122.1\u00a0±\u00a00.8\u00a0points",
  );
});

test("times grow an hour only when there is one", () => {
  expect(clockTime(42.4)).toBe("0:42");
  expect(clockTime(3725)).toBe("1:02:05");
  expect(spokenDuration(1)).toBe("1 second");
  expect(spokenDuration(125)).toBe("2 minutes");
});

test("slow jobs are told by the minute", () => {
  expect(rate(42.3)).toBe("42 a second");
  expect(rate(3.21)).toBe("3.2 a second");
  expect(rate(0.05)).toBe("3 a minute");
  expect(shortRate(3.21)).toBe("3.2/s");
});

test("a date that is none is shown as it is", () => {
  expect(dateTime("not a date")).toBe("not a date");
  expect(dateTime("2026-11-25T12:00:00Z")).toContain("November 2026");
});

test("a long list names its first words and counts the rest", () => {
  expect(shortList(["a", "b", "c"])).toBe("a, b and c");
  expect(shortList(["a", "b", "c", "d"], 2)).toBe("a, b and 2 more");
});
