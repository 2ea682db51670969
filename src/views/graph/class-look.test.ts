import { describe, expect, it } from "vitest";
import { CLASS_HUES, CLASS_SHAPES, classLook } from "./class-look.ts";

type Triple = readonly [number, number, number];
type Matrix = readonly [Triple, Triple, Triple];

const linear = (hex: string): Triple => {
  const channel = (at: number): number => {
    const value = Number.parseInt(hex.slice(at, at + 2), 16) / 255;
    return value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4;
  };
  return [channel(1), channel(3), channel(5)];
};
const times = (matrix: Matrix, [x, y, z]: Triple): Triple => {
  const row = ([a, b, c]: Triple): number => a * x + b * y + c * z;
  return [row(matrix[0]), row(matrix[1]), row(matrix[2])];
};

/** WCAG 2 contrast ratio. */
const contrast = (a: string, b: string): number => {
  const luminance = (hex: string): number => {
    const [red, green, blue] = linear(hex);
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue + 0.05;
  };
  const ratio = luminance(a) / luminance(b);
  return Math.max(ratio, 1 / ratio);
};

/** Machado, Oliveira and Fernandes 2009, severity 1, in linear RGB. */
const VISION: Readonly<Record<string, Matrix>> = {
  normal: [
    [1, 0, 0],
    [0, 1, 0],
    [0, 0, 1],
  ],
  protanopia: [
    [0.152286, 1.052583, -0.204868],
    [0.114503, 0.786281, 0.099216],
    [-0.003882, -0.048116, 1.051998],
  ],
  deuteranopia: [
    [0.367322, 0.860646, -0.227968],
    [0.280085, 0.672501, 0.047413],
    [-0.01182, 0.04294, 0.968881],
  ],
  tritanopia: [
    [1.255528, -0.076749, -0.178779],
    [-0.078411, 0.930809, 0.147602],
    [0.004733, 0.691367, 0.3039],
  ],
};

/** Oklab (Ottosson 2020): equal distances look about equally far apart. */
const oklab = (rgb: Triple): Triple => {
  const cone = times(
    [
      [0.4122214708, 0.5363325363, 0.0514459929],
      [0.2119034982, 0.6806995451, 0.1073969566],
      [0.0883024619, 0.2817188376, 0.6299787005],
    ],
    [Math.max(0, rgb[0]), Math.max(0, rgb[1]), Math.max(0, rgb[2])],
  );
  return times(
    [
      [0.2104542553, 0.793617785, -0.0040720468],
      [1.9779984951, -2.428592205, 0.4505937099],
      [0.0259040371, 0.7827717662, -0.808675766],
    ],
    [Math.cbrt(cone[0]), Math.cbrt(cone[1]), Math.cbrt(cone[2])],
  );
};
const distance = (matrix: Matrix, a: string, b: string): number => {
  const [x, y] = [oklab(times(matrix, linear(a))), oklab(times(matrix, linear(b)))];
  return Math.hypot(x[0] - y[0], x[1] - y[1], x[2] - y[2]);
};

describe.each([
  ["light", ["#fbfbfa", "#ffffff"]],
  ["dark", ["#141619", "#1b1e22"]],
] as const)("class colours in the %s theme", (theme, papers) => {
  it("reach 3 to 1 on paper and on surfaces", () => {
    for (const hue of CLASS_HUES[theme]) {
      for (const paper of papers) expect(contrast(hue, paper)).toBeGreaterThanOrEqual(3);
    }
  });

  // 0.02 is about the smallest difference an eye sees in Oklab; marks of the same shape get more than twice that.
  it.each(Object.keys(VISION))("stay apart in %s vision", (vision) => {
    const hues = CLASS_HUES[theme];
    hues.forEach((a, i) => {
      hues.forEach((b, j) => {
        if (i < j) expect(distance(VISION[vision]!, a, b)).toBeGreaterThan(0.05);
      });
    });
  });
});

describe("class looks", () => {
  it("are different for sixty classes", () => {
    const looks = Array.from({ length: 60 }, (_, label) => JSON.stringify(classLook(label)));
    expect(new Set(looks).size).toBe(60);
  });

  it("change hue and shape from one class to the next", () => {
    for (let label = 0; label < 60; label++) {
      const [a, b] = [classLook(label), classLook(label + 1)];
      expect(a.hue).not.toBe(b.hue);
      expect(a.shape).not.toBe(b.shape);
    }
  });

  it("have shapes of about the same area", () => {
    const areas = CLASS_SHAPES.map(({ corners, reach }) =>
      corners === null
        ? Math.PI * reach ** 2
        : (reach ** 2 / 2) *
          Math.abs(
            corners.reduce((sum, [x, y], i) => {
              const [u, v] = corners[(i + 1) % corners.length]!;
              return sum + x * v - u * y;
            }, 0),
          ),
    );
    expect(Math.max(...areas) / Math.min(...areas)).toBeLessThan(1.35);
  });
});
