/** Captioners that can be chosen now: those of the page, the browser's where it brings one, and every one that is stored whole. */

import type { HubModelRef } from "../../pipeline/models/hub-model.ts";
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
  const modelTitle = useModelTitle();
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

/** The option of a model that a saved session names and that is not stored: it is shown, lest another be taken for it. */
export function useAbsentOption(): (
  chosen: Pick<StoredModel, "ref"> | null,
) => readonly { readonly value: string; readonly label: string }[] {
  const stored = useStudio(({ models }) => models.stored);
  const modelTitle = useModelTitle();
  return (chosen) => {
    if (chosen === null) return [];
    const value = modelKey(chosen);
    if ((stored ?? []).some((model) => model.complete && modelKey(model) === value)) return [];
    // What is stored may still be on its way.
    const where = stored === null ? "" : " (not in this browser)";
    return [{ value, label: `${modelTitle(chosen)}${where}` }];
  };
}

export function modelKey({ ref }: Pick<StoredModel, "ref">): string {
  return `${ref.id} ${ref.revision} ${ref.dtype}`;
}

/** Revisions of one model that are stored side by side are told apart, as the offer names them. */
export function useModelTitle(): (model: Pick<StoredModel, "ref">) => string {
  const stored = useStudio(({ models }) => models.stored);
  return ({ ref }) => {
    const title = titleOf(ref);
    const isAlone = (stored ?? []).filter((other) => titleOf(other.ref) === title).length < 2;
    return isAlone ? title : `${title}, ${ref.revision.slice(0, 12)}`;
  };
}

function titleOf({ id, dtype }: HubModelRef): string {
  return `${KNOWN_MODELS.find((model) => model.id === id)?.name ?? id}, ${dtype}`;
}
