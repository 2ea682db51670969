import { strToU8, zipSync } from "fflate";
import { describe, expect, it } from "vitest";
import { StudioError } from "../../errors.ts";
import { createRandom } from "../../numeric/random.ts";
import { zipEntries } from "./zip-entries.ts";

const LETTER = strToU8("Dear reader, ".repeat(200));

const archive = (): Uint8Array =>
  zipSync({
    "cats/": new Uint8Array(0),
    "cats/a.txt": LETTER,
    "b.bin": [Uint8Array.of(1, 2, 3), { level: 0 }],
  });

/** Position of the n-th central directory record. */
function centralAt(bytes: Uint8Array, name: string): number {
  const view = new DataView(bytes.buffer);
  for (let at = 0; at + 46 <= bytes.length; at++) {
    if (view.getUint32(at, true) !== 0x02014b50) continue;
    const length = view.getUint16(at + 28, true);
    if (String.fromCharCode(...bytes.subarray(at + 46, at + 46 + length)) === name) return at;
  }
  throw new Error(`no ${name}`);
}

const entry = (bytes: Uint8Array, path: string) =>
  zipEntries(bytes, "a.zip").find((one) => one.path === path)!;

describe("the entries of a .zip", () => {
  it("are its files, without folders, and give the bytes that were packed", () => {
    const entries = zipEntries(archive(), "a.zip");
    expect(entries.map(({ path, sizeBytes }) => [path, sizeBytes])).toEqual([
      ["cats/a.txt", LETTER.length],
      ["b.bin", 3],
    ]);
    expect(entries[0]!.bytes()).toEqual(LETTER);
    expect([...entries[1]!.bytes()]).toEqual([1, 2, 3]);
  });

  it("are found behind other bytes' offset and with a comment at the end", () => {
    const zip = archive();
    const commented = new Uint8Array(zip.length + 5);
    commented.set(zip);
    new DataView(commented.buffer).setUint16(zip.length - 2, 5, true);
    const shifted = new Uint8Array(commented.length + 3);
    shifted.set(commented, 3);
    expect(entry(shifted.subarray(3), "cats/a.txt").bytes()).toEqual(LETTER);
  });

  it("cannot leave the folder by their names", () => {
    const zip = zipSync({ "../../etc/passwd": LETTER, "/root/./a.txt": LETTER });
    expect(zipEntries(zip, "a.zip").map(({ path }) => path)).toEqual(["etc/passwd", "root/a.txt"]);
  });

  it.each([
    ["more than deflate can hold", 0x7fff_ffff, /is said to unpack from \d+ bytes to 2147483647/],
    ["less than it holds", LETTER.length - 1, /unpacks to 2600 bytes or more instead of 2599/],
    ["more than it holds", LETTER.length + 1, /unpacks to 2600 bytes or more instead of 2601/],
  ])("that declare %s are refused by name", (_, size, reason) => {
    const zip = archive();
    new DataView(zip.buffer).setUint32(centralAt(zip, "cats/a.txt") + 24, size, true);
    const read = (): unknown => entry(zip, "cats/a.txt").bytes();
    expect(read).toThrow(StudioError);
    expect(read).toThrow(reason);
    expect(read).toThrow(/a\.zip cannot be read: cats\/a\.txt .*\(byte \d+\)/);
  });

  it("of a bomb are refused before anything is unpacked", () => {
    // 1 GiB of zeros, declared honestly: 1,032 to 1.
    const zip = zipSync({ "zeros.npy": [new Uint8Array(1_100_000), { level: 9 }] });
    const at = centralAt(zip, "zeros.npy");
    const view = new DataView(zip.buffer);
    view.setUint32(at + 24, 2 ** 30, true);
    view.setUint32(at + 20, 2 ** 21, true);
    expect(() => zipEntries(zip, "a.zip")).toThrow(/zeros\.npy would unpack to 1073741824 bytes/);
    view.setUint32(at + 24, 2 ** 28, true);
    expect(() => zipEntries(zip, "a.zip")).toThrow(/zeros\.npy overlaps other entries/);
  });

  it("that are encrypted, damaged or packed in another way say so", () => {
    const encrypted = archive();
    encrypted[centralAt(encrypted, "b.bin") + 8]! |= 1;
    expect(() => entry(encrypted, "b.bin").bytes()).toThrow(/b\.bin is encrypted/);
    const damaged = archive();
    damaged[centralAt(damaged, "b.bin") + 16]! ^= 1;
    expect(() => entry(damaged, "b.bin").bytes()).toThrow(/checksum differs/);
    const other = archive();
    other[centralAt(other, "b.bin") + 10] = 14;
    expect(() => entry(other, "b.bin").bytes()).toThrow(/packed by method 14/);
  });

  it("beyond 65,534 are counted by the large directory", () => {
    const zip = archive();
    const end = zip.length - 22;
    const start = new DataView(zip.buffer).getUint32(end + 16, true);
    const wide = new Uint8Array(zip.length + 56 + 20);
    wide.set(zip.subarray(0, end));
    wide.set(zip.subarray(end), end + 76);
    const view = new DataView(wide.buffer);
    view.setUint32(end, 0x06064b50, true);
    view.setBigUint64(end + 32, 3n, true);
    view.setBigUint64(end + 48, BigInt(start), true);
    view.setUint32(end + 56, 0x07064b50, true);
    view.setBigUint64(end + 64, BigInt(end), true);
    view.setUint16(end + 76 + 10, 0xffff, true);
    expect(entry(wide, "cats/a.txt").bytes()).toEqual(LETTER);
    view.setBigUint64(end + 32, 2n ** 40n, true);
    expect(() => zipEntries(wide, "a.zip")).toThrow(/its directory of 1099511627776 entries/);
  });

  it("cut short or with bytes turned give their own bytes or a StudioError with a byte", () => {
    const random = createRandom(11);
    const whole = archive();
    for (let round = 0; round < 400; round++) {
      const zip = whole.slice(0, round % 2 === 0 ? undefined : random.integer(300));
      for (let turn = 0; turn < 1 + random.integer(3) && zip.length > 0; turn++) {
        zip[random.integer(zip.length)] = random.integer(256);
      }
      try {
        for (const one of zipEntries(zip, "a.zip")) {
          if (one.path === "cats/a.txt") expect(one.bytes()).toEqual(LETTER);
          else one.bytes();
        }
      } catch (error) {
        expect(error).toBeInstanceOf(StudioError);
        expect((error as StudioError).message).toMatch(
          /^a\.zip cannot be read: .*\(byte \d+\)\.$/s,
        );
      }
    }
  });
});
