/** The sample of this tab and its settings, which a reload brings back. A new tab opens as for a first visit, so that a demonstration starts clean. */

import type { RememberedSample } from "../../studio/session-port.ts";
import { SAMPLES } from "../../studio/session-port.ts";
import { isString, objectOf, oneOf, parseJson } from "./shape-checks.ts";

const KEY = "ganet-sample";

const isSample = objectOf<RememberedSample>({ name: oneOf(...SAMPLES), settings: isString });

/** @param sample null while something else is open. Where the browser keeps nothing for the tab, a reload opens the sample anew. */
export function rememberSample(sample: RememberedSample | null): void {
  try {
    if (sample === null) sessionStorage.removeItem(KEY);
    else sessionStorage.setItem(KEY, JSON.stringify(sample));
  } catch {
    // SecurityError where storage is switched off.
  }
}

export function recallSample(): RememberedSample | null {
  try {
    const stored = parseJson(sessionStorage.getItem(KEY) ?? "");
    return isRememberedSample(stored) ? stored : null;
  } catch {
    return null;
  }
}

function isRememberedSample(value: unknown): value is RememberedSample {
  return isSample(value);
}
