/** The page's colours as the canvas takes them, read from the custom properties of the theme. */

import { useSyncExternalStore } from "react";
import type { Rgb } from "./density-tone.ts";
import type { GraphTheme } from "./graph-style.ts";

/** Share of ink in the ring of a correct node. */
const RING_SHARE = 0.65;
/** In the density an edge to a test node says less than one whose two classes are known. */
const DENSITY_WEIGHTS = [1, 1, 0.6] as const;

function readGraphTheme(): GraphTheme {
  const style = getComputedStyle(document.documentElement);
  const color = (name: string): Rgb => parseHex(style.getPropertyValue(name));
  const paper = color("--paper");
  const ink = color("--ink");
  const same = color("--same");
  const cross = color("--cross");
  const grey = color("--rule-strong");
  return {
    dark: style.colorScheme.includes("dark"),
    paper: css(paper),
    ink: css(ink),
    ring: css(mix(ink, paper, RING_SHARE)),
    grey: css(grey),
    accent: css(color("--accent")),
    same: css(same),
    cross: css(cross),
    density: { kinds: [same, cross, grey], weights: DENSITY_WEIGHTS, lone: 0.34, full: 0.9 },
  };
}

/** Custom properties are not resolved by the browser, so they are hexadecimal in theme.css; anything else becomes a middle grey. */
function parseHex(value: string): Rgb {
  const digits = /^#([\da-f]{2})([\da-f]{2})([\da-f]{2})$/i.exec(value.trim());
  if (digits === null) return [128, 128, 128];
  const [, red = "80", green = "80", blue = "80"] = digits;
  return [Number.parseInt(red, 16), Number.parseInt(green, 16), Number.parseInt(blue, 16)];
}

function mix(a: Rgb, b: Rgb, share: number): Rgb {
  const [red, green, blue] = a;
  return [b[0] + (red - b[0]) * share, b[1] + (green - b[1]) * share, b[2] + (blue - b[2]) * share];
}

function css([red, green, blue]: Rgb): string {
  return `rgb(${Math.round(red)},${Math.round(green)},${Math.round(blue)})`;
}

/** The canvas is painted anew when the theme of the page changes. */
export function useGraphTheme(): GraphTheme {
  return useSyncExternalStore(subscribeToTheme, currentTheme);
}

let shown: { readonly key: string; readonly theme: GraphTheme } | null = null;

/** The same object as long as no colour changed. */
function currentTheme(): GraphTheme {
  const theme = readGraphTheme();
  const key = JSON.stringify(theme);
  if (shown?.key !== key) shown = { key, theme };
  return shown.theme;
}

function subscribeToTheme(onChange: () => void): () => void {
  const observer = new MutationObserver(onChange);
  observer.observe(document.documentElement, { attributes: true, attributeFilter: ["data-theme"] });
  const queries = ["(prefers-color-scheme: dark)", "(prefers-contrast: more)"].map((query) =>
    window.matchMedia(query),
  );
  for (const query of queries) query.addEventListener("change", onChange);
  return () => {
    observer.disconnect();
    for (const query of queries) query.removeEventListener("change", onChange);
  };
}
