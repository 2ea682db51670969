/** How components reach the store, the commands, and the few browser services that only main.tsx can make. */

import { createContext, useContext } from "react";
import { useStore } from "zustand";
import type { StudioCommands } from "../studio/commands.ts";
import type { PhotoSource } from "../studio/services.ts";
import type { Studio, StudioState } from "../studio/store.ts";

/** Ways in for files. Each needs a visitor's gesture, so they are called straight from event handlers. */
export interface FolderIntake {
  /** True where showDirectoryPicker exists; else the page shows a webkitdirectory input. */
  readonly canPickDirectory: boolean;
  readonly pickDirectory: () => Promise<void>;
  readonly takeFiles: (files: FileList) => Promise<void>;
  readonly takeDrop: (transfer: DataTransfer) => Promise<void>;
  /** What was dropped, with the name of its folder in front, for whoever does not open it as a data set. */
  readonly filesOfDrop: (
    transfer: DataTransfer,
  ) => Promise<readonly { readonly path: string; readonly blob: Blob }[]>;
  /** Opens the remembered folder again and goes on where it was; only where a handle was kept. */
  readonly continueRemembered: () => Promise<void>;
}

/** A picture of an example: a whole image, or one tile of a sheet. */
export interface ThumbnailImage {
  readonly url: string;
  readonly tile: {
    readonly x: number;
    readonly y: number;
    readonly size: number;
    readonly sheetWidth: number;
    readonly sheetHeight: number;
  } | null;
}

export interface StudioContextValue {
  readonly studio: Studio;
  readonly commands: StudioCommands;
  readonly intake: FolderIntake;
  /** A picture that the trained adapter is asked for. */
  readonly newPhoto: (file: File) => PhotoSource;
  /** Null when there is no stored thumbnail. */
  readonly thumbnail: (example: number) => Promise<ThumbnailImage | null>;
}

export const StudioContext = createContext<StudioContextValue | null>(null);

export function useStudioContext(): StudioContextValue {
  const value = useContext(StudioContext);
  if (value === null) throw new TypeError("a component stands outside StudioContext");
  return value;
}

/** `selector` must return a stable reference for an unchanged state. */
export function useStudio<T>(selector: (state: StudioState) => T): T {
  return useStore(useStudioContext().studio, selector);
}

export function useCommands(): StudioCommands {
  return useStudioContext().commands;
}
