import { describe, expect, it } from "vitest";
import { createRandom } from "../../numeric/random.ts";
import { utf8Text, utf8Value } from "./utf8-text.ts";

/** The platform's own decoder, strict. */
function expected(bytes: Uint8Array): string | null {
  try {
    return new TextDecoder("utf-8", { fatal: true }).decode(bytes);
  } catch {
    return null;
  }
}

describe("UTF-8 text", () => {
  it("is what TextDecoder reads, over the ends of its chunks and without a byte order mark", () => {
    const text = `\uFEFF${"aé€🐈".repeat(9000)}`;
    const bytes = new TextEncoder().encode(text);
    expect(utf8Text(bytes)).toBe(text.slice(1));
    expect(utf8Text(new Uint8Array(0))).toBe("");
    expect(utf8Value(bytes)).toBe(text);
  });

  it("is refused exactly where TextDecoder refuses: overlong, surrogate, beyond U+10FFFF, cut off", () => {
    const random = createRandom(4);
    const leads = [
      0x41, 0x7f, 0x80, 0xbf, 0xc0, 0xc1, 0xc2, 0xdf, 0xe0, 0xed, 0xef, 0xf0, 0xf4, 0xf5, 0xff,
    ];
    const next = [0x80, 0x8f, 0x90, 0x9f, 0xa0, 0xbf, 0x41];
    let read = 0;
    for (let round = 0; round < 20_000; round++) {
      const bytes = Uint8Array.from({ length: 1 + random.integer(5) }, (_, i) =>
        i === 0 ? leads[random.integer(leads.length)]! : next[random.integer(next.length)]!,
      );
      const text = utf8Text(bytes);
      expect(text).toBe(expected(bytes));
      if (text !== null) read++;
    }
    expect(read).toBeGreaterThan(500);
  });
});
