import cytoscape from "cytoscape";
import { expect, it } from "vitest";
import { graphStyle, type GraphTheme } from "./graph-style.ts";
import { nodeAppearance } from "./node-appearance.ts";

const THEME: GraphTheme = {
  dark: false,
  paper: "rgb(251,251,250)",
  ink: "rgb(27,29,32)",
  ring: "rgb(105,107,109)",
  grey: "rgb(138,144,153)",
  accent: "rgb(43,87,208)",
  same: "rgb(20,128,93)",
  cross: "rgb(181,71,47)",
  density: {
    kinds: [
      [0, 0, 0],
      [0, 0, 0],
      [0, 0, 0],
    ],
    weights: [1, 1, 1],
    lone: 1,
    full: 1,
  },
};

const WORN = [
  "train hue-0 shape-0",
  "train hue-7 shape-5",
  "validation hue-3 shape-2",
  "validation hue-3 shape-2 correct",
  "validation hue-9 shape-4 wrong",
  "test hollow no-class",
  "test hollow hue-4 shape-1",
  "test hollow hue-4 shape-1 wrong",
  "unlabelled hollow no-class",
  "unused",
];

it.each(WORN)("draws %s in a crowd as Cytoscape draws it among few", (classes) => {
  for (const theme of [THEME, { ...THEME, dark: true }]) {
    const cy = cytoscape({ headless: true, styleEnabled: true, style: graphStyle(theme, 10, 1) });
    const node = cy.add({ data: { id: "n0" }, classes }).nodes()[0];
    if (node === undefined) throw new TypeError("no node");
    const look = nodeAppearance(classes, theme, 10);
    const [color, number] = [
      (name: string) => hex(String(node.style(name))),
      (name: string) => Number.parseFloat(String(node.style(name))),
    ];
    expect(hex(look.fill)).toBe(color("background-color"));
    expect(hex(look.border)).toBe(color("border-color"));
    expect(look.borderWidth).toBeCloseTo(number("border-width"), 3);
    expect(look.size).toBeCloseTo(number("width"), 3);
    expect(look.opacity).toBeCloseTo(number("opacity"), 3);
    expect(look.ring?.width ?? 0).toBeCloseTo(number("outline-width"), 3);
    if (look.ring !== null) {
      expect(hex(look.ring.color)).toBe(color("outline-color"));
      expect(look.ring.offset).toBeCloseTo(number("outline-offset"), 3);
    }
    const points = look.corners?.flat().join(" ") ?? null;
    expect(points).toBe(
      node.style("shape") === "ellipse" ? null : String(node.style("shape-polygon-points")),
    );
    cy.destroy();
  }
});

function hex(color: string): string {
  const rgb = /^rgb\((\d+),\s*(\d+),\s*(\d+)\)$/.exec(color);
  if (rgb === null) return color.toLowerCase();
  return `#${rgb
    .slice(1)
    .map((channel) => Number(channel).toString(16).padStart(2, "0"))
    .join("")}`;
}
