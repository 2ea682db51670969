/** The captioner that is chosen: one of the models, or what retrieves the nearest class text with both encoders. */

import { StudioError } from "../../errors.ts";
import type { CancelToken, OnProgress } from "../../pipeline/artifacts.ts";
import { nearestText, type BankText } from "../../pipeline/captions/class-text-bank.ts";
import type { Captioner } from "../../pipeline/captions/captioner.ts";
import { selectCaptioner, selectClassTextBank } from "../selectors/captioner.ts";
import { selectSharesSpace } from "../selectors/study-supply.ts";
import { textVectors } from "./class-texts.ts";
import type { CommandContext } from "./context.ts";

/**
 * @param choice of the models; another one than the present only where a job exchanges the captioner
 * @throws StudioError captions/no-class-texts without classes, or where the encoders share no space
 */
export function currentCaptioner(
  context: CommandContext,
  cancel: CancelToken,
  report: OnProgress,
  choice = context.studio.getState().models.choice.captioner,
): Captioner {
  const { studio, services } = context;
  if (choice !== "class-texts") return services.foundation.captioner;
  const { imageEncoder } = services.foundation;
  const state = studio.getState();
  const texts = selectClassTextBank(state);
  if (texts.length === 0) throw lacking("The images have no classes.");
  if (!selectSharesSpace(state)) throw lacking("Image and text encoder share no space.");
  const models = { ...state.models, choice: { ...state.models.choice, captioner: choice } };
  const info = selectCaptioner({ ...state, models });
  if (info === null) throw new TypeError("there is no captioner before the services are there");
  let bank: Promise<readonly BankText[]> | null = null;
  const loadedBank = (): Promise<readonly BankText[]> =>
    (bank ??= textVectors(context, cancel, report, texts).then((vectors) =>
      [...vectors].map(([text, vector]) => ({ text, vector })),
    ));
  let known: ReturnType<typeof storedBank> | null = null;
  return {
    info,
    // Without a model: of a bank that no visit has embedded nothing is stored.
    stored: async (image) => {
      const vector = await imageEncoder.stored(image);
      const present = await (bank ?? (known ??= storedBank(context, texts)));
      return vector === null || present === null ? null : nearestText(vector, present);
    },
    caption: async (image, imageCancel) => {
      const stored = await imageEncoder.stored(image);
      const vector = stored ?? (await imageEncoder.embed(image, imageCancel));
      return nearestText(vector, await loadedBank());
    },
  };
}

/** Null where a vector is missing. */
async function storedBank(
  { services }: CommandContext,
  texts: readonly string[],
): Promise<readonly BankText[] | null> {
  const bank: BankText[] = [];
  for (const text of texts) {
    const vector = await services.foundation.textEncoder.stored(text);
    if (vector === null) return null;
    bank.push({ text, vector });
  }
  return bank;
}

function lacking(message: string): StudioError {
  return new StudioError("captions/no-class-texts", message);
}
