/** How a class looks: ten hues times six shapes, so that the first sixty classes differ and neighbours in the list differ in both. */

/** Chosen by search for contrast of at least 3 to 1 and distance under simulated protanopia, deuteranopia and tritanopia; the test holds them to it. */
export const CLASS_HUES = {
  light: [
    "#3666d5",
    "#6a3a06",
    "#137d4a",
    "#ce3e5d",
    "#ae6fe8",
    "#9d5e01",
    "#892361",
    "#3595a4",
    "#93912c",
    "#483292",
  ],
  dark: [
    "#8db3ea",
    "#c96811",
    "#4a8a64",
    "#fb9892",
    "#af7de1",
    "#f8c143",
    "#a84d95",
    "#53ddd0",
    "#a4ae27",
    "#4e66c5",
  ],
} as const;

type Polygon = readonly (readonly [number, number])[];

export interface ClassShape {
  readonly name: "circle" | "square" | "triangle" | "diamond" | "wedge" | "cross";
  /** Corners in [-1, 1], y downwards; null for the circle. */
  readonly corners: Polygon | null;
  /** Half width of the box that the corners are scaled to, relative to the others: equal areas look equally strong. */
  readonly reach: number;
}

const ARM = 0.38;
export const CLASS_SHAPES: readonly [ClassShape, ...ClassShape[]] = [
  { name: "circle", corners: null, reach: 0.88 },
  {
    name: "square",
    corners: [
      [-1, -1],
      [1, -1],
      [1, 1],
      [-1, 1],
    ],
    reach: 0.8,
  },
  {
    name: "triangle",
    corners: [
      [0, -1],
      [1, 0.8],
      [-1, 0.8],
    ],
    reach: 1.06,
  },
  {
    name: "diamond",
    corners: [
      [0, -1],
      [1, 0],
      [0, 1],
      [-1, 0],
    ],
    reach: 1.08,
  },
  {
    name: "wedge",
    corners: [
      [-1, -0.8],
      [1, -0.8],
      [0, 1],
    ],
    reach: 1.06,
  },
  {
    name: "cross",
    corners: [
      [-ARM, -1],
      [ARM, -1],
      [ARM, -ARM],
      [1, -ARM],
      [1, ARM],
      [ARM, ARM],
      [ARM, 1],
      [-ARM, 1],
      [-ARM, ARM],
      [-1, ARM],
      [-1, -ARM],
      [-ARM, -ARM],
    ],
    reach: 1,
  },
];

export interface ClassLook {
  /** Index into CLASS_HUES. */
  readonly hue: number;
  /** Index into CLASS_SHAPES. */
  readonly shape: number;
}

/** Hue and shape both change from one class to the next; they meet again after 30 classes, where the shapes move on by one. */
export function classLook(label: number): ClassLook {
  const hues = CLASS_HUES.light.length;
  const shapes = CLASS_SHAPES.length;
  const round = Math.floor(label / leastCommonMultiple(hues, shapes));
  return { hue: label % hues, shape: (label + round) % shapes };
}

function leastCommonMultiple(a: number, b: number): number {
  let multiple = a;
  while (multiple % b !== 0) multiple += a;
  return multiple;
}

/** A CSS colour that follows the page's color-scheme. */
export function classColor(label: number): string {
  const { hue } = classLook(label);
  const [light, dark] = [CLASS_HUES.light[hue], CLASS_HUES.dark[hue]];
  if (light === undefined || dark === undefined) throw new RangeError(`class ${label} has no hue`);
  return `light-dark(${light}, ${dark})`;
}

export function classShape(label: number): ClassShape {
  return CLASS_SHAPES[classLook(label).shape] ?? CLASS_SHAPES[0];
}
