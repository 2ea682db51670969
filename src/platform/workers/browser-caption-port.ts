/** The browser's own model as a captioner. It runs outside the page's workers, and says neither its name nor its version. */

import {
  Cancelled,
  type CancelToken,
  type ModelInfo,
  type OnProgress,
} from "../../pipeline/artifacts.ts";
import { promptOf } from "../../pipeline/models/captioner-prompts.ts";
import type { CaptionerSettings } from "../../pipeline/models/hub-model.ts";
import {
  askSession,
  openBrowserSession,
  unavailable,
  type BrowserSession,
} from "../models/browser-model.ts";
import { createTurns } from "../models/turns.ts";
import type { ResultStore } from "../storage/result-store.ts";
import type { CaptionPort } from "./hub-ports.ts";

interface BrowserCaptionOptions {
  readonly readFile: (path: string) => Promise<Blob>;
  readonly results: Pick<ResultStore, "readText" | "writeText">;
}

/** Stored under the browser's version, which is all that tells one model from its successor. */
export function createBrowserCaptionPort(
  settings: CaptionerSettings,
  { readFile, results }: BrowserCaptionOptions,
): CaptionPort {
  const prompt = promptOf("browser", settings.prompt);
  const info: ModelInfo = {
    id: `browser-model@${browserVersion()}#captions${JSON.stringify([prompt])}`,
    name: "Browser's own model",
    licence: "as the browser's",
  };
  const inTurn = createTurns();
  const sessions = keepSession();
  return {
    concurrency: () => 1,
    load: async (onProgress, cancel) => {
      await sessions.open(onProgress, cancel);
      return { device: "browser", adapter: "the browser's own model" };
    },
    release: sessions.close,
    captioner: {
      info,
      stored: async ({ contentHash }) => {
        const text = await results.readText(info.id, contentHash);
        return text === null ? null : { text, source: "model", words: [] };
      },
      caption: ({ path, contentHash }, cancel, onText = () => undefined) =>
        inTurn(async () => {
          if (cancel.cancelled) throw new Cancelled();
          const file = await readFile(path);
          const base = await sessions.open(() => undefined, cancel);
          const text = await abortable(cancel, (signal) =>
            answer(base, prompt, file, onText, signal),
          ).catch((error: unknown) => {
            // A session that failed may be dead for good: the next Run opens another.
            sessions.drop(base);
            throw error;
          });
          await results.writeText(info.id, contentHash, text);
          return { text, source: "model", words: [] };
        }),
    },
  };
}

interface SessionKeeper {
  /** The one that is there, else a new one. */
  readonly open: (onProgress: OnProgress, cancel: CancelToken) => Promise<BrowserSession>;
  readonly drop: (session: BrowserSession) => void;
  /** Also for one that is on its way. */
  readonly close: () => void;
}

/** A session holds the model in memory until it is destroyed: there is one, and none that nobody waits for. */
function keepSession(): SessionKeeper {
  let kept: BrowserSession | null = null;
  let closed = 0;
  const present = (): BrowserSession | null => kept;
  const close = (): void => {
    closed += 1;
    kept?.destroy();
    kept = null;
  };
  return {
    close,
    drop: (session) => {
      if (kept === session) close();
    },
    open: async (onProgress, cancel) => {
      if (kept !== null) return kept;
      const closedBefore = closed;
      const opened = await openSession(onProgress, cancel);
      const other = present();
      if (other === null && closed === closedBefore) return (kept = opened);
      opened.destroy();
      if (other === null) throw new Cancelled();
      return other;
    },
  };
}

function openSession(onProgress: OnProgress, cancel: CancelToken): Promise<BrowserSession> {
  return abortable(cancel, async (signal) => {
    const opened = await openBrowserSession((share) => {
      onProgress({
        label: "The browser fetches its model (%)",
        done: Math.round(share * 100),
        total: 100,
      });
    }, signal);
    // Whoever cancelled waits no more.
    if (cancel.cancelled) opened.destroy();
    return opened;
  });
}

/** One image sees nothing of those before it: each has a clone of the empty session. */
async function answer(
  base: BrowserSession,
  prompt: string,
  image: Blob,
  onText: (text: string) => void,
  signal: AbortSignal,
): Promise<string> {
  const session = await base.clone({ signal });
  try {
    let text = "";
    const reader = askSession(session, prompt, image, signal).getReader();
    for (let piece = await reader.read(); !piece.done; piece = await reader.read()) {
      text += piece.value;
      onText(text.trim());
    }
    return text.trim();
  } finally {
    session.destroy();
  }
}

/** @throws Cancelled at once, whatever the browser does with the signal */
async function abortable<Result>(
  cancel: CancelToken,
  work: (signal: AbortSignal) => Promise<Result>,
): Promise<Result> {
  const abort = new AbortController();
  let forget: () => void = () => undefined;
  const cancelled = new Promise<never>((_, reject) => {
    forget = cancel.onCancel(() => {
      abort.abort();
      reject(new Cancelled());
    });
  });
  try {
    return await Promise.race([work(abort.signal), cancelled]);
  } catch (error) {
    if (error instanceof Cancelled || cancel.cancelled) throw new Cancelled();
    const reason = error instanceof Error ? error.message : String(error);
    throw unavailable(reason, error);
  } finally {
    forget();
  }
}

/** "Chrome/148" */
function browserVersion(): string {
  return /(?:Edg|Chrome|Firefox|Version)\/\d+/u.exec(navigator.userAgent)?.[0] ?? "unknown";
}
