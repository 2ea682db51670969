/** What captioners are told, by family: the sentences that a model was trained on, or anything a visitor writes. */

import type { ModelFamily } from "./hub-model.ts";

interface CaptionTask {
  /** As shown. */
  readonly name: string;
  readonly prompt: string;
  /** Tokens that hold such a text, as a rule. */
  readonly maxTokens: number;
}

export interface CaptionerPrompts {
  /** The first is what is asked where nothing else was chosen. */
  readonly tasks: readonly CaptionTask[];
  /** Whether the model follows a sentence of the visitor's own. */
  readonly free: boolean;
}

/** Florence-2 knows a task by its sentence alone, the one that its processor puts in the place of <CAPTION>, <DETAILED_CAPTION> and <MORE_DETAILED_CAPTION>. */
const FLORENCE_TASKS: readonly CaptionTask[] = [
  { name: "Caption", prompt: "What does the image describe?", maxTokens: 32 },
  {
    name: "Detailed caption",
    prompt: "Describe in detail what is shown in the image.",
    maxTokens: 96,
  },
  {
    name: "More detailed caption",
    prompt: "Describe with a paragraph what is shown in the image.",
    maxTokens: 192,
  },
];

const CHAT: CaptionerPrompts = {
  tasks: [
    {
      name: "One sentence",
      prompt: "Describe this image in one short sentence.",
      maxTokens: 32,
    },
    { name: "Paragraph", prompt: "Describe this image in detail.", maxTokens: 128 },
  ],
  free: true,
};

/** A family of the hub's models, or the model that the browser brings. */
type Prompted = ModelFamily | "browser";

const PROMPTS: Readonly<Partial<Record<Prompted, CaptionerPrompts>>> = {
  florence2: { tasks: FLORENCE_TASKS, free: false },
  smolvlm: CHAT,
  browser: CHAT,
};

/** @returns null for a family that reads no prompt */
export function captionerPrompts(family: Prompted): CaptionerPrompts | null {
  return PROMPTS[family] ?? null;
}

/** The sentence that goes to the model; "" for a family that reads none. */
export function promptOf(family: Prompted, chosen: string | null): string {
  const prompts = captionerPrompts(family);
  if (prompts === null) return "";
  const { tasks, free } = prompts;
  const known = tasks.some(({ prompt }) => prompt === chosen);
  return chosen !== null && (free || known) ? chosen : (tasks[0]?.prompt ?? "");
}
