/** The captioner of the next run, and the bank of the one that retrieves. */

import { fingerprint } from "../../numeric/fingerprint.ts";
import type { ModelInfo } from "../../pipeline/artifacts.ts";
import { promptTexts } from "../../pipeline/embeddings/class-prompts.ts";
import type { FoundationChoice } from "../model-ports.ts";
import { memoise } from "./memoise.ts";
import { selectDataset } from "./pools.ts";

/** Of what a language model writes beginnings and repeats are cleaned; the tagger's words and class texts are no prose. */
export function writesProse(captioner: FoundationChoice["captioner"]): boolean {
  return typeof captioner !== "string" || captioner === "browser";
}

/** Texts of all classes by all templates, each once; in the order of the classes. */
export const selectClassTextBank = memoise(
  (state) => [state.models.choice.classPrompts, selectDataset(state)?.classNames],
  (templates, classNames = []): readonly string[] => [
    ...new Set(classNames.flatMap((name) => promptTexts(templates, name))),
  ],
);

/** What retrieves is made of both encoders and the bank; any other calls itself by a name of its own. Null until the services are there. */
export const selectCaptioner = memoise(
  (state) => [
    state.models.choice.captioner,
    state.captions.captioner,
    state.embeddings.encoders,
    selectClassTextBank(state),
  ],
  (choice, own, encoders, bank): ModelInfo | null => {
    if (choice !== "class-texts" || encoders === null) return own;
    const { image, text } = encoders;
    return {
      id: `class-texts@${fingerprint(JSON.stringify([image.id, text.id, bank]))}`,
      name: "Nearest class text",
      licence: text.licence,
    };
  },
);
