/** The views of the page's middle, in the order of their tabs. */

export const MAIN_VIEWS = [
  "graph",
  "images",
  "text",
  "methods",
  "ablations",
  "continual",
  "diagnostics",
  "runs",
] as const;
export type MainViewName = (typeof MAIN_VIEWS)[number];
