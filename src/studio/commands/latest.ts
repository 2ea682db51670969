/** Keeps the newest value and what it was made from, because one set of features is all that fits comfortably in memory. */

export interface Latest<Value> {
  readonly get: (key: string) => Value | null;
  readonly set: (key: string, value: Value) => void;
  readonly forget: () => void;
}

export function createLatest<Value>(): Latest<Value> {
  let kept: { readonly key: string; readonly value: Value } | null = null;
  return {
    get: (key) => (kept?.key === key ? kept.value : null),
    set: (key, value) => {
      kept = { key, value };
    },
    forget: () => {
      kept = null;
    },
  };
}
