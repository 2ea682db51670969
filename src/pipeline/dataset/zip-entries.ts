/** The files inside a .zip, each unpacked only when its bytes are asked for, and never more of them than it declares. */

import { inflateSync } from "fflate";
import { unreadableFile } from "./unreadable-file.ts";
import { utf8Text } from "./utf8-text.ts";

export interface ZipEntry {
  /** Inside the archive, "/" between parts. */
  readonly path: string;
  readonly sizeBytes: number;
  /**
   * Unpacks the entry; nothing is kept.
   *
   * @throws StudioError embeddings/unreadable-file that names the entry, when its bytes are not what the archive says
   */
  readonly bytes: () => Uint8Array<ArrayBuffer>;
}

/** One entry may unpack to half a gibibyte, all of them together to two. */
const MOST_ENTRY_BYTES = 2 ** 29;
const MOST_BYTES = 2 ** 31;
/** Deflate packs at most 258 bytes into two bits. */
const MOST_EXPANSION = 1032;

const END_SIGNATURE = 0x06054b50;
const END_BYTES = 22;
const LONGEST_COMMENT = 0xffff;
const WIDE_LOCATOR_SIGNATURE = 0x07064b50;
const WIDE_LOCATOR_BYTES = 20;
const WIDE_END_SIGNATURE = 0x06064b50;
const CENTRAL_SIGNATURE = 0x02014b50;
const CENTRAL_BYTES = 46;
const LOCAL_SIGNATURE = 0x04034b50;
const LOCAL_BYTES = 30;
const WIDE_FIELD = 0x0001;
const ABSENT = 0xffffffff;
const STORED = 0;
const DEFLATED = 8;

interface Directory {
  readonly start: number;
  readonly count: number;
}

interface CentralEntry {
  readonly path: string;
  readonly encrypted: boolean;
  readonly method: number;
  readonly checksum: number;
  readonly packedBytes: number;
  readonly sizeBytes: number;
  readonly localOffset: number;
  /** Where its central record lies, for errors. */
  readonly offset: number;
}

/**
 * Files of the archive in the order of its directory; folders are left out. Nothing is unpacked here, and sizes that cannot be true are refused:
 * more than deflate can hold, packed bytes that overlap, one entry above 512 MiB or all above 2 GiB.
 *
 * @param file name for the error
 * @throws StudioError embeddings/unreadable-file with the reason and the byte
 */
export function zipEntries(bytes: Uint8Array, file: string): readonly ZipEntry[] {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const { start, count } = findDirectory(view, file);
  const entries: CentralEntry[] = [];
  let at = start;
  let packed = 0;
  let unpacked = 0;
  for (let i = 0; i < count; i++) {
    const { entry, next } = centralEntry(bytes, view, at, file);
    checkSizes(entry, file);
    packed += entry.packedBytes;
    unpacked += entry.sizeBytes;
    if (packed > bytes.length) {
      throw unreadableFile(file, `${entry.path} overlaps other entries`, at);
    }
    if (unpacked > MOST_BYTES) {
      throw unreadableFile(file, `its entries up to ${entry.path} unpack to ${unpacked} bytes`, at);
    }
    entries.push(entry);
    at = next;
  }
  return entries
    .filter(({ path }) => !path.endsWith("/"))
    .map((entry) => ({
      path: entry.path,
      sizeBytes: entry.sizeBytes,
      bytes: () => unpack(bytes, view, entry, file),
    }));
}

function findDirectory(view: DataView, file: string): Directory {
  const earliest = Math.max(0, view.byteLength - END_BYTES - LONGEST_COMMENT);
  for (let at = view.byteLength - END_BYTES; at >= earliest; at--) {
    if (view.getUint32(at, true) !== END_SIGNATURE) continue;
    const count = view.getUint16(at + 10, true);
    const start = view.getUint32(at + 16, true);
    return count === 0xffff || start === ABSENT
      ? wideDirectory(view, at, file)
      : checkedDirectory({ count, start }, view, at, file);
  }
  throw unreadableFile(file, "it does not end as a .zip file does", view.byteLength);
}

/** Zip64: archives of more than 65,534 entries, or beyond 4 GiB. */
function wideDirectory(view: DataView, end: number, file: string): Directory {
  const locator = end - WIDE_LOCATOR_BYTES;
  if (locator < 0 || view.getUint32(locator, true) !== WIDE_LOCATOR_SIGNATURE) {
    throw unreadableFile(file, "its directory is said to be large, and no record says where", end);
  }
  const at = Number(view.getBigUint64(locator + 8, true));
  if (at + 56 > locator || view.getUint32(at, true) !== WIDE_END_SIGNATURE) {
    throw unreadableFile(file, `its large directory is said to end at byte ${at}`, locator);
  }
  const count = Number(view.getBigUint64(at + 32, true));
  const start = Number(view.getBigUint64(at + 48, true));
  return checkedDirectory({ count, start }, view, at, file);
}

function checkedDirectory(
  directory: Directory,
  view: DataView,
  at: number,
  file: string,
): Directory {
  if (directory.start + directory.count * CENTRAL_BYTES > view.byteLength) {
    throw unreadableFile(
      file,
      `its directory of ${directory.count} entries is said to begin at byte ${directory.start}`,
      at,
    );
  }
  return directory;
}

function centralEntry(
  bytes: Uint8Array,
  view: DataView,
  at: number,
  file: string,
): { readonly entry: CentralEntry; readonly next: number } {
  if (at + CENTRAL_BYTES > view.byteLength || view.getUint32(at, true) !== CENTRAL_SIGNATURE) {
    throw unreadableFile(file, "its directory breaks off", at);
  }
  const nameEnd = at + CENTRAL_BYTES + view.getUint16(at + 28, true);
  const extraEnd = nameEnd + view.getUint16(at + 30, true);
  const next = extraEnd + view.getUint16(at + 32, true);
  if (next > view.byteLength) throw unreadableFile(file, "its directory breaks off", at);
  const wide = wideFields(view, nameEnd, extraEnd);
  const field = (offset: number): number | null => {
    const value = view.getUint32(at + offset, true);
    return value === ABSENT ? wide() : value;
  };
  // The order in which Zip64 lists them.
  const sizeBytes = field(24);
  const packedBytes = field(20);
  const localOffset = field(42);
  if (sizeBytes === null || packedBytes === null || localOffset === null) {
    throw unreadableFile(file, "an entry's size is missing", at);
  }
  const name = bytes.subarray(at + CENTRAL_BYTES, nameEnd);
  return {
    entry: {
      path: entryPath(utf8Text(name) ?? String.fromCharCode(...name)),
      encrypted: (view.getUint16(at + 8, true) & 1) !== 0,
      method: view.getUint16(at + 10, true),
      checksum: view.getUint32(at + 16, true),
      packedBytes,
      sizeBytes,
      localOffset,
      offset: at,
    },
    next,
  };
}

/** The archive decides names, not places: no leading slash, no way out of the folder. */
function entryPath(name: string): string {
  const parts = name.replaceAll("\\", "/").split("/");
  const kept = parts.filter((part, i) => (part !== "" || i === parts.length - 1) && part !== "..");
  return kept.filter((part) => part !== ".").join("/");
}

/** Reads the 8-byte numbers of the Zip64 field one after the other; null when there are no more. */
function wideFields(view: DataView, from: number, to: number): () => number | null {
  let at = from;
  let end = from;
  while (at + 4 <= to) {
    const length = view.getUint16(at + 2, true);
    const found = view.getUint16(at, true) === WIDE_FIELD;
    at += 4;
    end = found ? Math.min(at + length, to) : at;
    if (found) break;
    at += length;
  }
  return () => {
    if (at + 8 > end) return null;
    at += 8;
    return Number(view.getBigUint64(at - 8, true));
  };
}

function checkSizes(entry: CentralEntry, file: string): void {
  const { path, method, packedBytes, sizeBytes, offset } = entry;
  const most = method === STORED ? packedBytes : MOST_EXPANSION * packedBytes;
  if (sizeBytes > most) {
    throw unreadableFile(
      file,
      `${path} is said to unpack from ${packedBytes} bytes to ${sizeBytes}`,
      offset,
    );
  }
  if (sizeBytes > MOST_ENTRY_BYTES) {
    throw unreadableFile(
      file,
      `${path} would unpack to ${sizeBytes} bytes; ${MOST_ENTRY_BYTES} are the most`,
      offset,
    );
  }
}

function unpack(
  bytes: Uint8Array,
  view: DataView,
  entry: CentralEntry,
  file: string,
): Uint8Array<ArrayBuffer> {
  const { path, localOffset, packedBytes, sizeBytes, method } = entry;
  const refuse = (reason: string): Error => unreadableFile(file, `${path} ${reason}`, localOffset);
  if (entry.encrypted) throw refuse("is encrypted");
  if (
    localOffset + LOCAL_BYTES > bytes.length ||
    view.getUint32(localOffset, true) !== LOCAL_SIGNATURE
  ) {
    throw refuse("does not begin where the directory says");
  }
  const begin =
    localOffset +
    LOCAL_BYTES +
    view.getUint16(localOffset + 26, true) +
    view.getUint16(localOffset + 28, true);
  if (begin + packedBytes > bytes.length) throw refuse("reaches beyond the file");
  const packed = bytes.subarray(begin, begin + packedBytes);
  let unpacked: Uint8Array<ArrayBuffer>;
  if (method === STORED) unpacked = new Uint8Array(packed);
  else if (method === DEFLATED) unpacked = inflated(packed, sizeBytes, refuse);
  else throw refuse(`is packed by method ${method}; stored and deflated entries can be read`);
  if (unpacked.length !== sizeBytes) {
    throw refuse(`unpacks to ${unpacked.length} bytes or more instead of ${sizeBytes}`);
  }
  if (crc32(unpacked) !== entry.checksum) throw refuse("is damaged: its checksum differs");
  return unpacked;
}

/** With room for one byte more than declared, so that an entry that holds more is seen; nothing beyond it is written. */
function inflated(
  packed: Uint8Array,
  sizeBytes: number,
  refuse: (reason: string) => Error,
): Uint8Array<ArrayBuffer> {
  try {
    return inflateSync(packed, { out: new Uint8Array(sizeBytes + 1) });
  } catch (error) {
    throw refuse(`cannot be unpacked: ${error instanceof Error ? error.message : String(error)}`);
  }
}

/** CRC-32 of ISO 3309, as .zip files carry it. */
function crc32(bytes: Uint8Array): number {
  let crc = ABSENT;
  for (const byte of bytes) crc = CRC_TABLE[(crc ^ byte) & 0xff]! ^ (crc >>> 8);
  return (crc ^ ABSENT) >>> 0;
}

const CRC_TABLE = Uint32Array.from({ length: 256 }, (_, byte) => {
  let crc = byte;
  for (let bit = 0; bit < 8; bit++) crc = (crc & 1) === 0 ? crc >>> 1 : (crc >>> 1) ^ 0xedb88320;
  return crc;
});
