import { expect, test } from "vitest";
import {
  captionStep,
  NO_EDITS,
  unlockedByRun,
  withoutStep,
  withStep,
  type CaptionEdit,
} from "./caption-edits.ts";

const edit = (text: string, more: Partial<CaptionEdit> = {}): CaptionEdit => ({
  text,
  source: "edited",
  words: [],
  locked: true,
  under: "tagger",
  unchanged: false,
  ...more,
});

test("a step is taken back to what was there, edit or none", () => {
  const first = captionStep("one", NO_EDITS, new Map([["a", edit("x")]]))!;
  const edits = withStep(NO_EDITS, first);
  const wanted = new Map([
    ["a", edit("y")],
    ["__proto__", edit("z")],
  ]);
  const second = captionStep("two", edits, wanted)!;
  const later = withStep(edits, second);
  expect([...later]).toEqual([...wanted]);
  expect(withoutStep(later, second)).toEqual(edits);
  expect(withoutStep(edits, first)).toEqual(NO_EDITS);
});

test("a step that changes nothing is none", () => {
  const edits = new Map([["a", edit("x")]]);
  const same = new Map([
    ["a", edit("x")],
    ["b", null],
  ]);
  expect(captionStep("none", edits, same)).toBeNull();
  expect(captionStep("lock", edits, new Map([["a", edit("x", { locked: false })]]))).not.toBeNull();
});

test("a run of another captioner takes unlocked captions that it writes, and no other", () => {
  const edits = new Map([
    ["locked", edit("x")],
    ["open", edit("x", { locked: false })],
    ["same captioner", edit("x", { locked: false, under: "model" })],
    ["came with its file", edit("x", { locked: false })],
  ]);
  const gone = unlockedByRun(edits, "model", (path) => path !== "came with its file");
  expect([...gone]).toEqual([["open", null]]);
});
