/** Captions that a person wrote, imported or had written anew: they stand in the place of what the captioner wrote, and each step can be taken back. */

import type { Caption } from "../artifacts.ts";

export interface CaptionEdit {
  readonly text: string;
  readonly source: Caption["source"];
  readonly words: Caption["words"];
  /** A captioning run keeps a locked caption; an unlocked one only until another captioner runs. */
  readonly locked: boolean;
  /** Key of the captioner that was chosen when the edit was made. */
  readonly under: string;
  /** True for a caption that was only locked: under that captioner it is no other text. */
  readonly unchanged: boolean;
}

/** By path, so that an edit still fits after the folder was read again. */
export type CaptionEdits = ReadonlyMap<string, CaptionEdit>;

interface CaptionChange {
  readonly path: string;
  /** Null: no edit. */
  readonly before: CaptionEdit | null;
  readonly after: CaptionEdit | null;
}

/** What one command did. */
export interface CaptionStep {
  /** In a few plain words ("Replace in 9 texts"). */
  readonly label: string;
  readonly changes: readonly CaptionChange[];
}

export const NO_EDITS: CaptionEdits = new Map();

/** A step that gives some captions another edit, or none (null); null where nothing would change. */
export function captionStep(
  label: string,
  edits: CaptionEdits,
  wanted: ReadonlyMap<string, CaptionEdit | null>,
): CaptionStep | null {
  const changes = [...wanted].flatMap(([path, after]) => {
    const before = edits.get(path) ?? null;
    return isSameEdit(before, after) ? [] : [{ path, before, after }];
  });
  return changes.length === 0 ? null : { label, changes };
}

export function withStep(edits: CaptionEdits, { changes }: CaptionStep): CaptionEdits {
  return changed(
    edits,
    changes.map(({ path, after }) => [path, after]),
  );
}

export function withoutStep(edits: CaptionEdits, { changes }: CaptionStep): CaptionEdits {
  return changed(
    edits,
    changes.map(({ path, before }) => [path, before]),
  );
}

/** What a run of another captioner takes away: unlocked captions, apart from those it would not write. */
export function unlockedByRun(
  edits: CaptionEdits,
  captionerKey: string,
  isWritten: (path: string) => boolean,
): ReadonlyMap<string, null> {
  const gone = [...edits].filter(
    ([path, { locked, under }]) => !locked && under !== captionerKey && isWritten(path),
  );
  return new Map(gone.map(([path]) => [path, null]));
}

export function asCaption({ text, source, words }: CaptionEdit): Caption {
  return { text, source, words };
}

function changed(
  edits: CaptionEdits,
  changes: readonly (readonly [string, CaptionEdit | null])[],
): CaptionEdits {
  const next = new Map(edits);
  for (const [path, edit] of changes) {
    if (edit === null) next.delete(path);
    else next.set(path, edit);
  }
  return next;
}

function isSameEdit(a: CaptionEdit | null, b: CaptionEdit | null): boolean {
  if (a === null || b === null) return a === b;
  return (
    a.text === b.text &&
    a.source === b.source &&
    a.locked === b.locked &&
    a.under === b.under &&
    a.unchanged === b.unchanged
  );
}
