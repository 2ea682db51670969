/** From a folder's images, once they were read, to the Dataset that every later stage works on. */

import type { Dataset, DatasetProblem, Example, FolderLayout } from "../artifacts.ts";
import { compareCodePoints } from "./code-point-order.ts";
import { sameNameKey } from "./file-path.ts";
import { layoutReader } from "./folder-layout.ts";
import type { FolderListing } from "./folder-listing.ts";
import { isCoopSplit, whyCoopSplitUnusable } from "./layouts/coop-split.ts";
import { whyTableUnusable } from "./layouts/labels-table.ts";
import type { LayoutReading } from "./layouts/layout-reader.ts";
import {
  isTooLong,
  LONGEST_CAPTION_CHARACTERS,
  sidecarCaptions,
} from "./layouts/sidecar-captions.ts";

/** What decoding an image told. */
export interface ImageFacts {
  /** SHA-256 of the file's bytes, lower-case hex. */
  readonly contentHash: string;
  /** Pixels after the EXIF orientation was applied. */
  readonly width: number;
  readonly height: number;
}

export interface ReadFolder {
  readonly name: string;
  readonly listing: FolderListing;
  /** By image path; images that could not be read are absent. */
  readonly images: ReadonlyMap<string, ImageFacts>;
  /** Why the absent images could not be read. */
  readonly readProblems: readonly DatasetProblem[];
  /** Text of the listing's first label table; null without one. */
  readonly tableText: string | null;
  /** Text of each of the listing's caption files, by path. */
  readonly captionTexts: ReadonlyMap<string, string>;
}

/** @throws StudioError dataset/bad-labels-table when the layout is a table that cannot be used */
export function assembleDataset(folder: ReadFolder, layout: FolderLayout): Dataset {
  const { listing, images } = folder;
  const reading = layoutReader(layout).read(listing, folder.tableText);
  const readable = listing.imagePaths.filter((path) => images.has(path));
  const classNames = classNamesOf(reading, readable);
  const labelOf = new Map(classNames.map((name, label) => [sameNameKey(name), label]));
  const sidecars = sidecarCaptions(listing, folder.captionTexts);
  const captionOf = (path: string): string | null =>
    reading.labels.get(path)?.caption ?? sidecars.get(path) ?? null;
  const examples = readable.map((path): Example => {
    const given = reading.labels.get(path);
    const className = given?.className ?? null;
    const label = className === null ? null : labelOf.get(sameNameKey(className))!;
    const caption = captionOf(path);
    return {
      path,
      ...images.get(path)!,
      label,
      officialPart: label === null ? null : (given?.part ?? null),
      sidecarCaption: caption === null || isTooLong(caption) ? null : caption,
      ...(given?.domain === undefined ? {} : { domain: given.domain }),
      ...(given?.group === undefined ? {} : { group: given.group }),
    };
  });
  const problems = [
    ...listing.problems,
    ...folder.readProblems,
    ...reading.problems,
    ...tableProblems(folder, layout),
    ...duplicateProblems(examples),
    ...longCaptionProblems(readable, captionOf),
  ];
  return {
    name: folder.name,
    layout,
    classNames,
    examples,
    problems: problems.toSorted((a, b) => compareCodePoints(a.path, b.path)),
  };
}

/** Class names that at least one readable image carries, in code-point order. */
function classNamesOf(reading: LayoutReading, paths: readonly string[]): readonly string[] {
  const spellings = new Map<string, string>();
  for (const path of paths) {
    const name = reading.labels.get(path)?.className ?? null;
    if (name !== null && !spellings.has(sameNameKey(name))) spellings.set(sameNameKey(name), name);
  }
  return [...spellings.values()].toSorted(compareCodePoints);
}

function tableProblems(folder: ReadFolder, layout: FolderLayout): readonly DatasetProblem[] {
  const { listing, tableText } = folder;
  return listing.tablePaths.flatMap((path, index) => {
    if (index > 0) {
      return [
        { path, reason: "Another label table lies above it; this one is not used.", skipped: true },
      ];
    }
    if (layout === "labels-table" || layout === "coop-split" || tableText === null) return [];
    const why = isCoopSplit(path) ? whyCoopSplitUnusable : whyTableUnusable;
    const reason = why(listing, tableText) ?? "Not used with this layout.";
    return [{ path, reason, skipped: true }];
  });
}

/** A remark on every image whose text is left out. */
function longCaptionProblems(
  paths: readonly string[],
  captionOf: (path: string) => string | null,
): readonly DatasetProblem[] {
  return paths.flatMap((path) => {
    const { length } = captionOf(path) ?? "";
    if (length <= LONGEST_CAPTION_CHARACTERS) return [];
    const reason = `Its caption of ${length} characters is left out: more than ${LONGEST_CAPTION_CHARACTERS} are no caption.`;
    return [{ path, reason, skipped: false }];
  });
}

/** A remark on every file whose content another file before it has. */
function duplicateProblems(examples: readonly Example[]): readonly DatasetProblem[] {
  const firstWith = new Map<string, Example>();
  const problems: DatasetProblem[] = [];
  for (const example of examples) {
    const first = firstWith.get(example.contentHash);
    if (first === undefined) {
      firstWith.set(example.contentHash, example);
    } else {
      const conflict = first.label === example.label ? "" : ", but another label";
      const reason = `Same content as ${first.path}${conflict}.`;
      problems.push({ path: example.path, reason, skipped: false });
    }
  }
  return problems;
}
