import { describe, expect, it } from "vitest";
import type { Dataset } from "../artifacts.ts";
import { withWork, workOn } from "./image-work.ts";

function folder(images: Readonly<Record<string, string>>): Dataset {
  const examples = Object.entries(images).map(([path, contentHash]) => ({
    path,
    contentHash,
    width: 1,
    height: 1,
    label: null,
    officialPart: null,
    sidecarCaption: null,
  }));
  return { name: "photos", layout: "unlabelled", classNames: [], examples, problems: [] };
}

const two = folder({ "1.jpg": "a", "2.jpg": "b" });
const stored = withWork(two, [], new Map([["1.jpg", "one"], ["2.jpg", "two"]])); // prettier-ignore

describe("work on images", () => {
  it("is there again when a photo was added, and when one was taken away", () => {
    expect(workOn(folder({ "1.jpg": "a", "2.jpg": "b", "3.jpg": "c" }), stored)).toEqual(
      new Map([["1.jpg", "one"], ["2.jpg", "two"]]), // prettier-ignore
    );
    expect(workOn(folder({ "2.jpg": "b" }), stored)).toEqual(new Map([["2.jpg", "two"]]));
  });

  it("waits for images that are away while the others are worked on", () => {
    const one = folder({ "1.jpg": "a" });
    const meanwhile = withWork(one, stored, new Map([["1.jpg", "anew"]]));
    expect(workOn(two, meanwhile)).toEqual(
      new Map([["2.jpg", "two"], ["1.jpg", "anew"]]), // prettier-ignore
    );
    expect(workOn(two, withWork(one, stored, new Map()))).toEqual(new Map([["2.jpg", "two"]]));
  });

  it("is not taken for work on another image under the same path, and each keeps its own", () => {
    const other = folder({ "1.jpg": "z" });
    expect(workOn(other, stored).size).toBe(0);
    const both = withWork(other, stored, new Map([["1.jpg", "of z"]]));
    expect(workOn(other, both)).toEqual(new Map([["1.jpg", "of z"]]));
    expect(workOn(two, both).get("1.jpg")).toBe("one");
  });
});
