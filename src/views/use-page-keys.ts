/** Listens for single keys outside fields and dialogs. They can be turned off, since speech input may type them by accident (WCAG 2.1.4). */

import { useEffect, useEffectEvent, useState } from "react";
import { pageKeyAction, type PageKeyAction } from "./page-keys.ts";

const STORAGE_KEY = "ganet-single-keys";

export function usePageKeys(onAction: (action: PageKeyAction) => void): {
  readonly singleKeys: boolean;
  readonly setSingleKeys: (on: boolean) => void;
} {
  const [singleKeys, setSingleKeysState] = useState(storedChoice);
  const onKey = useEffectEvent((event: KeyboardEvent) => {
    if (event.ctrlKey || event.metaKey || event.altKey || event.defaultPrevented) return;
    if (isTyping(event.target) || document.querySelector("dialog[open]") !== null) return;
    const action = pageKeyAction(event.key);
    if (action === null) return;
    event.preventDefault();
    onAction(action);
  });
  useEffect(() => {
    if (!singleKeys) return;
    const listener = (event: KeyboardEvent): void => onKey(event);
    window.addEventListener("keydown", listener);
    return () => window.removeEventListener("keydown", listener);
  }, [singleKeys]);
  const setSingleKeys = (on: boolean): void => {
    storeChoice(on);
    setSingleKeysState(on);
  };
  return { singleKeys, setSingleKeys };
}

function isTyping(target: EventTarget | null): boolean {
  if (!(target instanceof HTMLElement)) return false;
  if (target instanceof HTMLInputElement) {
    return !["range", "radio", "checkbox", "button"].includes(target.type);
  }
  return target.isContentEditable || ["SELECT", "TEXTAREA"].includes(target.tagName);
}

/** Storage throws where cookies are blocked; the keys are then on for this visit. */
function storedChoice(): boolean {
  try {
    return localStorage.getItem(STORAGE_KEY) !== "off";
  } catch {
    return true;
  }
}

function storeChoice(on: boolean): void {
  try {
    localStorage.setItem(STORAGE_KEY, on ? "on" : "off");
  } catch {
    return;
  }
}
