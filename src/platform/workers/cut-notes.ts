/** Which texts were longer than an encoder's context: noted beside their vectors, so that a second visit counts them too. */

import type { ResultStore } from "../storage/result-store.ts";

export type CutNotes = Pick<ResultStore, "readText" | "writeText">;

const notesOf = (encoder: string): string => `${encoder}#cut`;

export async function noteCut(notes: CutNotes, encoder: string, key: string): Promise<void> {
  await notes.writeText(notesOf(encoder), key, "cut");
}

export async function isNotedCut(notes: CutNotes, encoder: string, key: string): Promise<boolean> {
  return (await notes.readText(notesOf(encoder), key)) !== null;
}
