import { describe, expect, it } from "vitest";
import { endsEarly } from "./image-end.ts";

const SOI = [0xff, 0xd8];
const EOI = [0xff, 0xd9];
/** A segment with a length that counts itself. */
const segment = (marker: number, ...data: number[]): number[] => [
  0xff,
  marker,
  0,
  data.length + 2,
  ...data,
];
const SCAN = segment(0xda, 1, 1, 0, 0, 63, 0);

const jpegEndsEarly = (...parts: number[][]): boolean =>
  endsEarly(Uint8Array.from(parts.flat()), "jpeg");

describe("a JPEG", () => {
  it("is whole when its scan reaches the end marker, whatever follows", () => {
    // An escaped 0xff, a restart marker and a fill byte are no ends.
    const data = [1, 0xff, 0x00, 2, 0xff, 0xd0, 3, 0xff];
    expect(jpegEndsEarly(SOI, SCAN, data, EOI)).toBe(false);
    expect(jpegEndsEarly(SOI, SCAN, data, EOI, [0, 0, 7])).toBe(false);
  });

  it("ends early without the marker, at any byte", () => {
    const whole = [...SOI, ...segment(0xe0, 1, 2), ...SCAN, 1, 2, 3, ...EOI];
    for (let length = 2; length < whole.length; length++) {
      expect(jpegEndsEarly(whole.slice(0, length))).toBe(true);
    }
    expect(jpegEndsEarly(whole)).toBe(false);
  });

  it("is not saved by the end marker of the preview inside it", () => {
    const preview = segment(0xe1, ...SOI, 9, 9, ...EOI);
    expect(jpegEndsEarly(SOI, preview, SCAN, [1, 2, 3])).toBe(true);
  });

  it("may have several scans", () => {
    const scan = [...SCAN, 5, 6, 7];
    expect(jpegEndsEarly(SOI, scan, segment(0xc4, 0), scan, EOI)).toBe(false);
    expect(jpegEndsEarly(SOI, scan, segment(0xc4, 0), scan)).toBe(true);
  });
});

describe("a PNG", () => {
  const chunk = (type: string, ...data: number[]): number[] => [
    0,
    0,
    0,
    data.length,
    ...new TextEncoder().encode(type),
    ...data,
    1,
    2,
    3,
    4,
  ];
  const whole = [0x89, 80, 78, 71, 13, 10, 26, 10, ...chunk("IDAT", 1, 2), ...chunk("IEND")];

  it("ends early before its IEND chunk is whole", () => {
    expect(endsEarly(Uint8Array.from(whole), "png")).toBe(false);
    expect(endsEarly(Uint8Array.from([...whole, 0]), "png")).toBe(false);
    for (let length = 8; length < whole.length; length++) {
      expect(endsEarly(Uint8Array.from(whole.slice(0, length)), "png")).toBe(true);
    }
  });
});

describe("a WebP", () => {
  it("ends early when it is shorter than its header says", () => {
    const file = new Uint8Array(20);
    file[4] = 12;
    expect(endsEarly(file, "webp")).toBe(false);
    expect(endsEarly(file.subarray(0, 19), "webp")).toBe(true);
  });
});
