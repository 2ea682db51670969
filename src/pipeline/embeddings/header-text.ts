/** The text in a file's first bytes. TextDecoder belongs to the browser, not to the language, so the pure library has to do without it. */

/** UTF-8, or null where the bytes are none. */
export function headerText(bytes: Uint8Array): string | null {
  let escaped = "";
  for (const byte of bytes) {
    escaped +=
      byte < 0x80 && byte !== PERCENT
        ? String.fromCharCode(byte)
        : `%${byte.toString(16).padStart(2, "0")}`;
  }
  try {
    return decodeURIComponent(escaped);
  } catch {
    return null;
  }
}

const PERCENT = 0x25;
