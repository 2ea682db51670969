/** What is in an opened folder: images to read, texts that belong to them, and what is skipped and why. */

import type { DatasetProblem } from "../artifacts.ts";
import { compareCodePoints } from "./code-point-order.ts";
import { directoriesOf, extensionOf, fileNameOf, sameNameKey, stemOf } from "./file-path.ts";

export interface FileEntry {
  /** Path inside the folder, "/" between parts. A path that ends in "/" is an empty folder. */
  readonly path: string;
  readonly sizeBytes: number;
}

/** Everything in code-point order of path. */
export interface FolderListing {
  /** Files, hidden ones and empty folders not counted. */
  readonly fileCount: number;
  readonly imagePaths: readonly string[];
  /** labels.csv, .tsv, .json and .jsonl, and split_zhou_*.json, the outermost first. */
  readonly tablePaths: readonly string[];
  /** Text files beside an image of the same name. */
  readonly captionPaths: readonly string[];
  readonly problems: readonly DatasetProblem[];
}

const IMAGE_EXTENSIONS = new Set("jpg jpeg jpe jfif png apng webp gif bmp dib avif".split(" "));

const UNREADABLE_FORMATS: Readonly<Record<string, string>> = {
  heic: "HEIC photos cannot be read here. Save them as JPEG.",
  heif: "HEIF photos cannot be read here. Save them as JPEG.",
  tif: "TIFF images cannot be read here. Save them as PNG or JPEG.",
  tiff: "TIFF images cannot be read here. Save them as PNG or JPEG.",
  svg: "SVG drawings cannot be read here. Save them as PNG.",
  jxl: "JPEG XL images cannot be read here. Save them as JPEG.",
};

const SYSTEM_FILES = new Set(["thumbs.db", "desktop.ini"]);

export function listFolder(files: readonly FileEntry[]): FolderListing {
  const visible = files.filter((file) => !isHidden(file.path));
  const entries = visible.toSorted((a, b) => compareCodePoints(a.path, b.path));
  const images = entries.filter((entry) => IMAGE_EXTENSIONS.has(extensionOf(entry.path)));
  const imageStems = new Set(images.map((image) => sameNameKey(stemOf(image.path))));
  const tablePaths: string[] = [];
  const captionPaths: string[] = [];
  const problems: DatasetProblem[] = [];
  for (const { path, sizeBytes } of entries) {
    if (IMAGE_EXTENSIONS.has(extensionOf(path))) {
      if (sizeBytes === 0) problems.push(skipped(path, "The file is empty."));
    } else if (isLabelsTable(path)) {
      tablePaths.push(path);
    } else if (extensionOf(path) === "txt" && imageStems.has(sameNameKey(stemOf(path)))) {
      captionPaths.push(path);
    } else {
      problems.push(skipped(path, whyNoImage(path)));
    }
  }
  return {
    fileCount: entries.filter(({ path }) => !path.endsWith("/")).length,
    imagePaths: images.filter(({ sizeBytes }) => sizeBytes > 0).map(({ path }) => path),
    tablePaths: tablePaths.toSorted((a, b) => directoriesOf(a).length - directoriesOf(b).length),
    captionPaths,
    problems,
  };
}

function isHidden(path: string): boolean {
  const parts = path.split("/");
  return (
    parts.some((part) => part.startsWith(".") || part === "__MACOSX") ||
    SYSTEM_FILES.has(fileNameOf(path).toLowerCase())
  );
}

function isLabelsTable(path: string): boolean {
  return /^(labels\.(csv|tsv|jsonl?)|split_zhou.*\.json)$/i.test(fileNameOf(path));
}

function whyNoImage(path: string): string {
  if (path.endsWith("/")) return "The folder is empty.";
  const extension = extensionOf(path);
  const format = Object.hasOwn(UNREADABLE_FORMATS, extension)
    ? UNREADABLE_FORMATS[extension]
    : undefined;
  if (format !== undefined) return format;
  if (extension === "txt") return "A text file without an image of the same name beside it.";
  return "Not an image file.";
}

function skipped(path: string, reason: string): DatasetProblem {
  return { path, reason, skipped: true };
}
