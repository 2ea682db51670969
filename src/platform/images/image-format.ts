/** What a file is by its first bytes, whatever its name says. */

/** `heic`, `tiff`, `jxl` and `svg` are recognised so that they can be refused by name. */
export type ImageFormat =
  "jpeg" | "png" | "webp" | "gif" | "bmp" | "avif" | "heic" | "tiff" | "jxl" | "svg";

/** @returns null when the bytes are those of no known image format */
export function imageFormat(bytes: Uint8Array): ImageFormat | null {
  const starts = (...signature: number[]): boolean =>
    signature.every((byte, index) => bytes[index] === byte);
  if (starts(0xff, 0xd8, 0xff)) return "jpeg";
  if (starts(0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a)) return "png";
  const text = asciiText(bytes, 0, 512);
  if (text.startsWith("GIF87a") || text.startsWith("GIF89a")) return "gif";
  if (text.startsWith("RIFF") && text.slice(8, 12) === "WEBP") return "webp";
  if (text.startsWith("BM") && isBitmapHeader(bytes)) return "bmp";
  if (starts(0x49, 0x49, 0x2a, 0x00) || starts(0x4d, 0x4d, 0x00, 0x2a)) return "tiff";
  if (starts(0xff, 0x0a) || text.slice(4, 8) === "JXL ") return "jxl";
  if (text.slice(4, 8) === "ftyp") return formatOfBrands(bytes);
  if (/^\s*(<\?xml[^>]*>\s*)?(<!--[\s\S]*?-->\s*|<!DOCTYPE\s+svg[^>]*>\s*)*<svg[\s>]/i.test(text)) {
    return "svg";
  }
  return null;
}

/** The bytes of the header that follows "BM": its size is one of the few that exist. */
function isBitmapHeader(bytes: Uint8Array): boolean {
  if (bytes.length < 18) return false;
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  return [12, 16, 40, 52, 56, 64, 108, 124].includes(view.getUint32(14, true));
}

/** ISO base media: AVIF and HEIC share their container, and either may call itself "mif1" first. */
function formatOfBrands(bytes: Uint8Array): ImageFormat | null {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const brands = asciiText(bytes, 8, Math.min(view.getUint32(0), 256));
  const listed = new Set<string>(brands.match(/.{4}/gs));
  const is = (...names: string[]): boolean => names.some((name) => listed.has(name));
  if (is("avif", "avis")) return "avif";
  return is("heic", "heix", "heim", "heis", "hevc", "hevx", "mif1", "msf1") ? "heic" : null;
}

function asciiText(bytes: Uint8Array, start: number, end: number): string {
  return String.fromCharCode(...bytes.subarray(start, end));
}
