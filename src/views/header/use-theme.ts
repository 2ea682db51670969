/** Light or dark: the system's choice until the visitor makes another, which is remembered. */

import { useLayoutEffect, useState, useSyncExternalStore } from "react";

export type Theme = "light" | "dark";

const STORAGE_KEY = "ganet-theme";
const darkQuery = "(prefers-color-scheme: dark)";

export function useTheme(): { readonly theme: Theme; readonly toggle: () => void } {
  const system = useSyncExternalStore(subscribeToSystem, systemTheme);
  const [chosen, setChosen] = useState(storedTheme);
  const theme = chosen ?? system;
  useLayoutEffect(() => {
    document.documentElement.dataset["theme"] = theme;
  }, [theme]);
  const toggle = (): void => {
    const next = theme === "dark" ? "light" : "dark";
    // Choosing what the system has anyway goes back to following it.
    const choice = next === system ? null : next;
    storeTheme(choice);
    setChosen(choice);
  };
  return { theme, toggle };
}

function systemTheme(): Theme {
  return window.matchMedia(darkQuery).matches ? "dark" : "light";
}

function subscribeToSystem(onChange: () => void): () => void {
  const query = window.matchMedia(darkQuery);
  query.addEventListener("change", onChange);
  return () => query.removeEventListener("change", onChange);
}

/** Storage throws where cookies are blocked; the page then simply follows the system. */
function storedTheme(): Theme | null {
  try {
    const stored = localStorage.getItem(STORAGE_KEY);
    return stored === "light" || stored === "dark" ? stored : null;
  } catch {
    return null;
  }
}

function storeTheme(choice: Theme | null): void {
  try {
    if (choice === null) localStorage.removeItem(STORAGE_KEY);
    else localStorage.setItem(STORAGE_KEY, choice);
  } catch {
    return;
  }
}
