/** The language model that a browser brings with it (Prompt API with image input): the part of its interface that the page uses. */

import { StudioError } from "../../errors.ts";
import type { BrowserModelState } from "../../studio/model-ports.ts";

type Availability = "unavailable" | "downloadable" | "downloading" | "available";

interface CreateOptions {
  readonly expectedInputs: readonly {
    readonly type: string;
    readonly languages?: readonly string[];
  }[];
  readonly expectedOutputs: readonly {
    readonly type: string;
    readonly languages: readonly string[];
  }[];
  readonly signal?: AbortSignal;
  readonly monitor?: (monitor: EventTarget) => void;
}

interface UserMessage {
  readonly role: "user";
  readonly content: readonly { readonly type: "text" | "image"; readonly value: string | Blob }[];
}

export interface BrowserSession {
  readonly clone: (options: { readonly signal: AbortSignal }) => Promise<BrowserSession>;
  readonly promptStreaming: (
    messages: readonly UserMessage[],
    options: { readonly signal: AbortSignal },
  ) => ReadableStream<string>;
  readonly destroy: () => void;
}

interface LanguageModelFactory {
  readonly availability: (options: CreateOptions) => Promise<Availability>;
  readonly create: (options: CreateOptions) => Promise<BrowserSession>;
}

/** English, so that its texts fit encoders that read English alone. */
const ASKED: CreateOptions = {
  expectedInputs: [{ type: "text", languages: ["en"] }, { type: "image" }],
  expectedOutputs: [{ type: "text", languages: ["en"] }],
};

/** Undefined in a worker and in most browsers. */
function factory(): LanguageModelFactory | undefined {
  return Reflect.get(globalThis, "LanguageModel") as LanguageModelFactory | undefined;
}

/** Asks the browser, which fetches nothing for it. */
export async function browserModelState(): Promise<BrowserModelState> {
  try {
    const available = (await factory()?.availability(ASKED)) ?? "unavailable";
    if (available === "unavailable") return "absent";
    return available === "available" ? "ready" : "downloadable";
  } catch {
    // A browser that takes no images throws at the question.
    return "absent";
  }
}

/**
 * The browser may fetch the model from its maker now.
 *
 * @param onShare in [0, 1], of that download
 * @throws StudioError captions/browser-model-unavailable
 */
export async function openBrowserSession(
  onShare: (share: number) => void,
  signal: AbortSignal,
): Promise<BrowserSession> {
  const model = factory();
  if (model === undefined) throw unavailable("This browser brings no model.");
  return model
    .create({
      ...ASKED,
      signal,
      monitor: (monitor) =>
        monitor.addEventListener("downloadprogress", (event) => {
          const loaded: unknown = Reflect.get(event, "loaded");
          if (typeof loaded === "number") onShare(loaded);
        }),
    })
    .catch((error: unknown) => {
      throw unavailable(error instanceof Error ? error.message : String(error), error);
    });
}

export function askSession(
  session: BrowserSession,
  prompt: string,
  image: Blob,
  signal: AbortSignal,
): ReadableStream<string> {
  const content = [
    { type: "text", value: prompt },
    { type: "image", value: image },
  ] as const;
  return session.promptStreaming([{ role: "user", content }], { signal });
}

export function unavailable(reason: string, cause?: unknown): StudioError {
  return new StudioError("captions/browser-model-unavailable", reason, {}, cause);
}
