/** The order of paths and class names: by Unicode code point, the same on every device and in every language. */

/** Negative when `a` comes first. `<` on strings compares UTF-16 units, which puts emoji before some other letters. */
export function compareCodePoints(a: string, b: string): number {
  const length = Math.min(a.length, b.length);
  for (let i = 0; i < length; i++) {
    if (a.charCodeAt(i) === b.charCodeAt(i)) continue;
    // At the second half of a surrogate pair the first halves were equal, so comparing the halves is right too.
    return a.codePointAt(i)! - b.codePointAt(i)!;
  }
  return a.length - b.length;
}
