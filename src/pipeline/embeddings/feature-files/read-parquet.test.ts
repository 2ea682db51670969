import { parquetWriteBuffer } from "hyparquet-writer";
import { describe, expect, it } from "vitest";
import { StudioError } from "../../../errors.ts";
import { createRandom } from "../../../numeric/random.ts";
import type { FileContents } from "./feature-column.ts";
import { readParquet } from "./read-parquet.ts";

/**
 * Written by pyarrow 26 from the columns file, label, image (list of float32, with a null row and a null number) and id (int64 with a null):
 * Snappy pages with dictionaries; gzip pages of version 2 in two row groups; pages that are not packed, image split into byte streams.
 */
const WRITTEN = {
  snappy:
    "UEFSMRUEFUgVQEwVCBUAEgAAJCAFAAAAYS5qcGcBCQBiEQk0Yy5qcGcFAAAAZC5qcGcVABUUFRgsFQgVEBUGFQYcAAAACiQCAAAACAECA+QAFQQVHBUgTBUEFQASAAAONAMAAABjYXQDAAAAZG9nFQAVEhUWLBUIFRAVBhUGHAAAAAkgAgAAAAgBAQMKFQQVKBUsTBUKFQASAAAUTAAAwD8AAADAAACAPgAAQEBgQqINFQAVJBUoLBUOFRAVBhUGHAAAABJEAgAAAANKAwAAAAP/OAMDiEYAFQQVMBUuTBUGFQASAAAYBAUACQE8BgAAAAAAAAAAAAAAAAEAABUAFRQVGCwVCBUQFQYVBhwAAAAKJAIAAAADCwIDJAAVBBl8NQAYBnNjaGVtYRUIABUMJQIYBGZpbGUlAEwcAAAAFQwlAhgFbGFiZWwlAEwcAAAANQIYBWltYWdlFQIVBkw8AAAANQQYBGxpc3QVAgAVCCUCGAdlbGVtZW50ABUEJQIYAmlkABYIGRwZTCYAHBUMGTUABhAZGARmaWxlFQIWCBaeARaaASZkJggpLBUEFQAVAgAVABUQFQIAPBYoGQYZJgAIAAAAJgAcFQwZNQAGEBkYBWxhYmVsFQIWCBZwFngm3gEmogEpLBUEFQAVAgAVABUQFQIAPBYYGQYZJgAIAAAAJgAcFQgZNQAGEBk4BWltYWdlBGxpc3QHZWxlbWVudBUCFg4WjgEWlgEm4gImmgIpLBUEFQAVAgAVABUQFQIAPCkmCAYZRgIAAgoAAAAmABwVBBk1AAYQGRgCaWQVAhYIFoYBFogBJvoDJrADKSwVBBUAFQIAFQAVEBUCADwpBhkmAgYAAAAWogQWCCYIFrAEACggcGFycXVldC1jcHAtYXJyb3cgdmVyc2lvbiAyNi4wLjEZTBwAABwAABwAABwAAACnAQAAUEFSMQ==",
  "gzip, version 2":
    "UEFSMRUEFTYVSkwVBhUAEgAAH4sIAAAAAAACA2NlYGBI1MsqSGcFMpJgjGQQAwB07kUkGwAAABUGFQwVDFwVBhUAFQYVEBUEFQASHAAAAAYBAgMkABUEFRwVQEwVBBUAEgAAH4sIAAAAAAACA2NmYGBITixhBlIp+ekAEBONuw4AAAAVBhUKFQpcFQYVABUGFRAVBBUAEhwAAAAGAQEDAhUEFSAVSEwVCBUAEgAAH4sIAAAAAAACA2NgOGDPwMBwgIGhwY6BwcEBAL50uzAQAAAAFQYVEhUSXBUKFQIVBhUQFQYVBBIcAAAAAwoD/wACA+QAFQQVIBU0TBUEFQASAAAfiwgAAAAAAAIDY2WAADYoDQDEn41QEAAAABUGFQoVClwVBhUCFQYVEBUEFQASHAAAAAMDAQMCFQQVEhU6TBUCFQASAAAfiwgAAAAAAAIDY2VgYEjRyypIBwCam2g5CQAAABUGFQoVClwVAhUAFQIVEBUEFQASHAAAAAIBAQIAFQQVDhU2TBUCFQASAAAfiwgAAAAAAAIDY2ZgYEjJTwcAjCXp0gcAAAAVBhUKFQpcFQIVABUCFRAVBBUAEhwAAAACAQECABUEFQgVMEwVAhUAEgAAH4sIAAAAAAACA0twWsQLAGfT/IsEAAAAFQYVEBUQXBUEFQIVAhUQFQYVBBIcAAAAAwIDDgABAgAVBBUQFTRMFQIVABIAAB+LCAAAAAAAAgNjYAACRgYGAF614GQIAAAAFQYVChUKXBUCFQAVAhUQFQQVABIcAAAAAgEBAgAVBBl8NQAYBnNjaGVtYRUIABUMJQIYBGZpbGUlAEwcAAAAFQwlAhgFbGFiZWwlAEwcAAAANQIYBWltYWdlFQIVBkw8AAAANQQYBGxpc3QVAgAVCCUCGAdlbGVtZW50ABUEJQIYAmlkABYIGSwZTCYAHBUMGTUABhAZGARmaWxlFQQWBhaOARaiASZuJggpLBUEFQAVAgAVABUQFQIAPBYeGQYZJgAGAAAAJgAcFQwZNQAGEBkYBWxhYmVsFQQWBhZyFpYBJoYCJqoBKSwVBBUAFQIAFQAVEBUCADwWEhkGGSYABgAAACYAHBUIGTUABhAZOAVpbWFnZQRsaXN0B2VsZW1lbnQVBBYKFn4WpgEmpAMmwAIpLBUEFQAVAgAVABUQFQIAPCkmBgQZRgIAAAgAAAAmABwVBBk1AAYQGRgCaWQVBBYGFnYWigEmtgQm5gMpLBUEFQAVAgAVABUQFQIAPCkGGSYCBAAAABb0AxYGJggW6AQAGUwmABwVDBk1AAYQGRgEZmlsZRUEFgIWaBaQASbGBSbwBCksFQQVABUCABUAFRAVAgA8FgoZBhkmAAIAAAAmABwVDBk1AAYQGRgFbGFiZWwVBBYCFmQWjAEm0gYmgAYpLBUEFQAVAgAVABUQFQIAPBYGGQYZJgACAAAAJgAcFQgZNQAGEBk4BWltYWdlBGxpc3QHZWxlbWVudBUEFgQWZBaMASbYByaMByksFQQVABUCABUAFRAVAgA8KSYCAhlGAAACAgAAACYAHBUEGTUABhAZGAJpZBUEFgIWZhaKASboCCaYCCksFQQVABUCABUAFRAVAgA8KQYZJgACAAAAFpYDFgIm8AQWsgQAKCBwYXJxdWV0LWNwcC1hcnJvdyB2ZXJzaW9uIDI2LjAuMRlMHAAAHAAAHAAAHAAAALECAABQQVIx",
  "byte streams":
    "UEFSMRUAFVQVVCwVCBUAFQYVBhwAAAACAAAACAEFAAAAYS5qcGcFAAAAYi5qcGcFAAAAYy5qcGcFAAAAZC5qcGcVABVEFUQsFQgVABUGFQYcAAAAAgAAAAgBAwAAAGNhdAMAAABkb2cDAAAAY2F0AwAAAGRvZxUAFUIVQiwVDhUSFQYVBhwAAAACAAAAA0oDAAAAA/84AAAAAGAAAAAAQsAAgECiP8A+QA0VABU8FTwsFQgVABUGFQYcAAAAAgAAAAMLBQAAAAAAAAAGAAAAAAAAAAAAAAAAAQAAFQQZfDUAGAZzY2hlbWEVCAAVDCUCGARmaWxlJQBMHAAAABUMJQIYBWxhYmVsJQBMHAAAADUCGAVpbWFnZRUCFQZMPAAAADUEGARsaXN0FQIAFQglAhgHZWxlbWVudAAVBCUCGAJpZAAWCBkcGUwmABwVDBklBgAZGARmaWxlFQAWCBZ6FnomCEkcFQAVABUCADwWKBkGGSYACAAAACYAHBUMGSUGABkYBWxhYmVsFQAWCBZqFmomggFJHBUAFQAVAgA8FhgZBhkmAAgAAAAmABwVCBklBhIZOAVpbWFnZQRsaXN0B2VsZW1lbnQVABYOFmgWaCbsAUkcFQAVEhUCADwpJggGGUYCAAIKAAAAJgAcFQQZJQYAGRgCaWQVABYIFmIWYibUAkkcFQAVABUCADwpBhkmAgYAAAAWrgMWCCYIFq4DACggcGFycXVldC1jcHAtYXJyb3cgdmVyc2lvbiAyNi4wLjEZTBwAABwAABwAABwAAAB2AQAAUEFSMQ==",
};

const fixture = (name: keyof typeof WRITTEN): Uint8Array =>
  new Uint8Array(Buffer.from(WRITTEN[name], "base64"));

function cellsOf({ columns }: FileContents): Record<string, unknown> {
  return Object.fromEntries(
    columns.map(({ key, cells }) => [
      key,
      cells.kind === "texts" ? cells.values : { ...cells, values: [...cells.values] },
    ]),
  );
}

const NAN = Number.NaN;
const EXPECTED = {
  file: ["a.jpg", "b.jpg", "c.jpg", "d.jpg"],
  label: ["cat", "dog", "cat", "dog"],
  image: {
    kind: "numbers",
    type: "float32",
    shape: [4, 2],
    values: [1.5, -2, 0.25, 3, NAN, NAN, NAN, Math.fround(1e-30)],
  },
  id: { kind: "numbers", type: "int64", shape: [4], values: [5, 6, NAN, 2 ** 40] },
};

describe("parquet", () => {
  it.each(["snappy", "gzip, version 2", "byte streams"] as const)(
    "written by pyarrow is read number by number, nulls as NaN: %s",
    (name) => {
      const contents = readParquet(fixture(name), "a.parquet");
      expect(contents.problems).toEqual([]);
      expect(cellsOf(contents)).toEqual(EXPECTED);
    },
  );

  it("leaves out lists of different lengths and nested columns, and says so", () => {
    const schema = [
      { name: "root", num_children: 2 },
      { name: "image", repetition_type: "REQUIRED", converted_type: "LIST", num_children: 1 },
      { name: "list", repetition_type: "REPEATED", num_children: 1 },
      { name: "element", type: "FLOAT", repetition_type: "REQUIRED" },
      { name: "place", repetition_type: "REQUIRED", num_children: 1 },
      { name: "x", type: "FLOAT", repetition_type: "REQUIRED" },
    ] as const;
    const columnData = [
      { name: "image", data: [[1, 2], [3], [4, 5]] },
      { name: "place", data: [{ x: 1 }, { x: 2 }, { x: 3 }] },
    ];
    const bytes = new Uint8Array(parquetWriteBuffer({ schema: [...schema], columnData }));
    const { columns, problems } = readParquet(bytes, "a.parquet");
    expect(columns).toEqual([]);
    expect(problems.map(({ reason }) => reason)).toEqual([
      "image is left out: its row 1 has 1 numbers and others 2.",
      "place.x is left out: it is nested.",
    ]);
  });

  it.each([
    ["cut short", (bytes: Uint8Array) => bytes.slice(0, 400), /begin and end.* \(byte 0\)/],
    [
      "with metadata longer than the file",
      (bytes: Uint8Array) => changed(bytes, bytes.length - 8, [0, 0, 0, 0x80]),
      /its metadata are said to be 2147483648 bytes long \(byte 707\)/,
    ],
    [
      "with metadata that break off",
      (bytes: Uint8Array) => changed(bytes, bytes.length - 8, [0x40, 0, 0, 0]),
      /its metadata break off .* \(byte 643\)/,
    ],
  ])("refuses a file %s", (_, change, reason) => {
    const read = (): unknown => readParquet(change(fixture("snappy")), "a.parquet");
    expect(read).toThrow(StudioError);
    expect(read).toThrow(reason);
  });

  // The first page, at byte 4, is the dictionary of `file`: its size at 7, its packed size at 9, its number of entries at 12, each twice the number.
  it.each([
    ["a page's size", 7, 0x7e, "file: a page does not unpack to 63 bytes (byte 4)"],
    ["a page's packed size", 9, 0x7f, "file: a page is said to hold -64 bytes of 63 (byte 4)"],
    ["a dictionary's length", 12, 0x7e, "file: 63 texts are said to lie in 36 bytes (byte 4)"],
  ])("leaves out a column whose header lies about %s", (_, at, byte, reason) => {
    const { columns, problems } = readParquet(changed(fixture("snappy"), at, [byte]), "a.parquet");
    expect(columns.map(({ key }) => key)).toEqual(["label", "image", "id"]);
    expect(problems.map((problem) => problem.reason)).toEqual([
      `a.parquet cannot be read: ${reason}.`,
    ]);
  });

  it("takes no column where the number of rows is a lie", () => {
    const bytes = fixture("snappy");
    const rows = Buffer.from(bytes).indexOf(Buffer.from([0x16, 0x08, 0x19, 0x1c]));
    const { columns, problems } = readParquet(changed(bytes, rows + 1, [0x0a]), "a.parquet");
    expect(columns).toEqual([]);
    expect(problems[2]!.reason).toMatch(/said to hold 5 rows, and image has 4/);
  });

  it("does not unpack a page to more than its packed bytes can hold", () => {
    const random = createRandom(2);
    const data = Array.from({ length: 300 }, () => random.integer(1000));
    const columnData = [
      { name: "labels", data, type: "INT32" as const, encoding: "PLAIN" as const },
    ];
    const bytes = new Uint8Array(parquetWriteBuffer({ columnData, statistics: false }));
    // The page's size of 1,200 bytes and more, as a varint of two bytes behind 15; now of five.
    const huge = new Uint8Array([
      ...bytes.slice(0, 7),
      0xfe,
      0xff,
      0xff,
      0xff,
      0x0f,
      ...bytes.slice(9),
    ]);
    const { columns, problems } = readParquet(huge, "a.parquet");
    expect(columns).toEqual([]);
    expect(problems).toHaveLength(1);
  });
});

function changed(bytes: Uint8Array, at: number, by: readonly number[]): Uint8Array {
  bytes.set(by, at);
  return bytes;
}
