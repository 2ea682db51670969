/** Captioners that can be chosen now: those of the page, the browser's where it brings one, and every one that is stored whole. */

import { KNOWN_MODELS } from "../../pipeline/models/known-models.ts";
import type { CaptionerSource } from "../../studio/commands.ts";
import type { StoredModel } from "../../studio/model-ports.ts";
import { useStudio } from "../studio-context.tsx";

export interface CaptionerOption {
  /** Key of the select. */
  readonly value: string;
  readonly label: string;
  readonly captioner: CaptionerSource;
}

const BUILT_IN: readonly CaptionerOption[] = [
  { value: "tagger", label: "Embedded tagger", captioner: "tagger" },
  { value: "class-texts", label: "Nearest class text", captioner: "class-texts" },
];

const BROWSERS: CaptionerOption = {
  value: "browser",
  label: "Browser's own model",
  captioner: "browser",
};

export function useCaptioners(): readonly CaptionerOption[] {
  const brings = useStudio(({ models }) => models.browserModel !== "absent");
  const chosen = useStudio(({ models }) => models.choice.captioner === "browser");
  const stored = useStoredWhole().filter(({ roles }) => roles.includes("captioner"));
  return [
    ...BUILT_IN,
    // One that a saved session names stays visible where it is gone, so that another can be chosen.
    ...(brings || chosen ? [BROWSERS] : []),
    ...stored.map((model) => ({
      value: modelKey(model),
      label: modelTitle(model),
      captioner: model,
    })),
  ];
}

export function useStoredWhole(): readonly StoredModel[] {
  const stored = useStudio(({ models }) => models.stored);
  return (stored ?? []).filter(({ complete }) => complete);
}

export function modelKey({ ref }: Pick<StoredModel, "ref">): string {
  return `${ref.id} ${ref.revision} ${ref.dtype}`;
}

export function modelTitle({ ref }: Pick<StoredModel, "ref">): string {
  const name = KNOWN_MODELS.find(({ id }) => id === ref.id)?.name ?? ref.id;
  return `${name}, ${ref.dtype}`;
}
