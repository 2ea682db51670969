import { expect, test } from "vitest";
import type { Dataset, Example } from "../artifacts.ts";
import { drawPools, drawRun } from "./split.ts";

const STYLES = ["fluent", "noto", "twemoji"];

/** Two classes of ten emoji, each in three styles. */
const EMOJI: Dataset = {
  name: "emoji",
  layout: "class-folders",
  classNames: ["bird", "bug"],
  examples: STYLES.flatMap((domain) =>
    [0, 1].flatMap((label) =>
      Array.from({ length: 10 }, (_, i): Example => ({
        path: `${domain}/${label}/${i}.png`,
        contentHash: `${domain}-${label}-${i}`,
        width: 8,
        height: 8,
        label,
        officialPart: null,
        sidecarCaption: null,
        domain,
        group: `${label}/${i}`,
      })),
    ),
  ),
  problems: [],
};

test.each([1, 2, 3])("no emoji stands on both sides of split %i, in no run", (splitSeed) => {
  const pools = drawPools(EMOJI, splitSeed);
  const sides = new Map<string, Set<string>>();
  EMOJI.examples.forEach(({ group = "" }, i) => {
    sides.set(group, (sides.get(group) ?? new Set()).add(pools.pool[i]!));
  });
  expect([...sides.values()].every((pool) => pool.size === 1)).toBe(true);
  for (const shots of [1, 4, "all"] as const) {
    const run = drawRun(EMOJI, pools, 7, shots);
    const groupsIn = (rows: Int32Array): Set<string> =>
      new Set([...rows].map((row) => EMOJI.examples[row]!.group!));
    expect([...groupsIn(run.train)].some((group) => groupsIn(run.test).has(group))).toBe(false);
    expect([...groupsIn(run.train)].some((group) => groupsIn(run.validation).has(group))).toBe(
      false,
    );
  }
});

test("shares count groups: three of ten emoji test and two validate, in all their styles", () => {
  const { pool } = drawPools(EMOJI, 1);
  const count = (part: string): number => pool.filter((own) => own === part).length;
  expect([count("test"), count("validation"), count("train")]).toEqual([18, 12, 30]);
});
