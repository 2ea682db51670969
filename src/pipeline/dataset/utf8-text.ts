/** Text in bytes. TextDecoder belongs to the browser, not to the language, so the pure library has to do without it. */

/** Code units that one call of String.fromCharCode takes. */
const CHUNK = 8192;

/** Smallest code point that a sequence of so many bytes may hold: shorter ways of writing it are errors. */
const SMALLEST = [0, 0, 0x80, 0x800, 0x10000];

/** UTF-8 of a whole file, without the byte order mark that editors write at its head, or null where the bytes are none. */
export function utf8Text(bytes: Uint8Array): string | null {
  const hasMark = bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf;
  return utf8Value(hasMark ? bytes.subarray(3) : bytes);
}

/** UTF-8 of a value inside a file, where U+FEFF at the beginning is part of the text, or null where the bytes are none. */
export function utf8Value(bytes: Uint8Array): string | null {
  const units = new Uint16Array(CHUNK);
  let text = "";
  let held = 0;
  let at = 0;
  while (at < bytes.length) {
    if (held >= CHUNK - 1) {
      text += String.fromCharCode(...units.subarray(0, held));
      held = 0;
    }
    const first = bytes[at]!;
    const length = sequenceLength(first);
    if (length === 0 || at + length > bytes.length) return null;
    let point = length === 1 ? first : first & (0x7f >> length);
    for (let i = 1; i < length; i++) {
      const byte = bytes[at + i]!;
      if ((byte & 0xc0) !== 0x80) return null;
      point = (point << 6) | (byte & 0x3f);
    }
    if (point < SMALLEST[length]! || point > 0x10ffff || (point >= 0xd800 && point < 0xe000)) {
      return null;
    }
    if (point < 0x10000) {
      units[held++] = point;
    } else {
      units[held++] = 0xd800 + ((point - 0x10000) >> 10);
      units[held++] = 0xdc00 + ((point - 0x10000) & 0x3ff);
    }
    at += length;
  }
  return text + String.fromCharCode(...units.subarray(0, held));
}

function sequenceLength(first: number): number {
  if (first < 0x80) return 1;
  if (first >= 0xc0 && first < 0xe0) return 2;
  if (first >= 0xe0 && first < 0xf0) return 3;
  return first >= 0xf0 && first < 0xf8 ? 4 : 0;
}
