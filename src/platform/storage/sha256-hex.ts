/** The names that contents are stored under. */

/** SHA-256 of the bytes, lower-case hex. */
export function sha256Hex(bytes: Uint8Array<ArrayBuffer>): Promise<string> {
  return hexDigest("SHA-256", bytes);
}

/** Git still names files by SHA-1. */
export async function hexDigest(
  algorithm: "SHA-1" | "SHA-256",
  bytes: BufferSource,
): Promise<string> {
  const digest = new Uint8Array(await crypto.subtle.digest(algorithm, bytes));
  return Array.from(digest, (byte) => byte.toString(16).padStart(2, "0")).join("");
}
