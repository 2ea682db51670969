/** The page's keys: one table for the help and for the listener. */

import { STAGES, type StageName } from "../pipeline/artifacts.ts";
import type { MainViewName } from "./main-view-name.ts";

export interface KeyRow {
  readonly keys: readonly string[];
  readonly does: string;
}

export type PageKeyAction =
  | { readonly kind: "open-stage"; readonly stage: StageName }
  | { readonly kind: "run" }
  | { readonly kind: "cancel" }
  | { readonly kind: "open-folder" }
  | { readonly kind: "show-view"; readonly view: MainViewName }
  | { readonly kind: "toggle-theme" }
  | { readonly kind: "help" };

/** Handled by the threshold axis itself; listed here so that they are found. */
export const AXIS_KEYS: readonly KeyRow[] = [
  { keys: ["←", "→"], does: "Lower or raise τ by a small step" },
  { keys: ["Page Up", "Page Down"], does: "Next or previous trained τ" },
  { keys: ["Home", "End"], does: "Lowest or highest τ" },
];

export const PAGE_KEYS: readonly KeyRow[] = [
  { keys: ["1", "–", "7"], does: "Open a stage" },
  { keys: ["R"], does: "Run" },
  { keys: ["C"], does: "Cancel what runs" },
  { keys: ["O"], does: "Open a folder" },
  { keys: ["G"], does: "Show the graph" },
  { keys: ["I"], does: "Show the images" },
  { keys: ["E"], does: "Edit the texts" },
  { keys: ["M"], does: "Compare methods" },
  { keys: ["A"], does: "Ablations" },
  { keys: ["S"], does: "Sequences of tasks" },
  { keys: ["D"], does: "Diagnostics" },
  { keys: ["L"], does: "Runs" },
  { keys: ["T"], does: "Light or dark" },
  { keys: ["?"], does: "This help" },
];

const ACTIONS: ReadonlyMap<string, PageKeyAction> = new Map<string, PageKeyAction>([
  ["r", { kind: "run" }],
  ["c", { kind: "cancel" }],
  ["o", { kind: "open-folder" }],
  ["g", { kind: "show-view", view: "graph" }],
  ["i", { kind: "show-view", view: "images" }],
  ["e", { kind: "show-view", view: "text" }],
  ["m", { kind: "show-view", view: "methods" }],
  ["a", { kind: "show-view", view: "ablations" }],
  ["s", { kind: "show-view", view: "continual" }],
  ["d", { kind: "show-view", view: "diagnostics" }],
  ["l", { kind: "show-view", view: "runs" }],
  ["t", { kind: "toggle-theme" }],
  ["?", { kind: "help" }],
]);

/** @param key KeyboardEvent.key */
export function pageKeyAction(key: string): PageKeyAction | null {
  const stage = /^[1-7]$/.test(key) ? STAGES[Number(key) - 1] : undefined;
  if (stage !== undefined) return { kind: "open-stage", stage };
  return ACTIONS.get(key.toLowerCase()) ?? null;
}
