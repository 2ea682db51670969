import { expect, test } from "vitest";
import { problemsCsv } from "./problems-csv.ts";

test("a problem is one row, with commas and quotes kept and formulas made harmless", () => {
  const csv = problemsCsv([
    { path: 'a, "b".jpg', reason: "Cut off.", skipped: true },
    { path: "=cmd()", reason: "Same content as x.png.", skipped: false },
  ]);
  expect(csv.split("\r\n")).toEqual([
    "path,reason,skipped",
    '"a, ""b"".jpg",Cut off.,yes',
    `"'=cmd()",Same content as x.png.,no`,
  ]);
});
