/** Captions as files that other tools read: JSON lines, CSV, .txt beside the images, COCO captions, Hugging Face's metadata.jsonl, .parquet. */

import { strToU8, zipSync } from "fflate";
import { parquetWriteBuffer } from "hyparquet-writer";
import { stemOf } from "../../dataset/file-path.ts";
import type { CaptionFile, ExportedCaption, TextFormat } from "./caption-row.ts";
import { csvText } from "./csv-text.ts";

/** The first moment that a .zip can name, in local time as there: files do not depend on when they are written. */
const ZIP_TIME = "1980-01-01T00:00:00";

/** Between the tags in a cell. */
const TAG_SEPARATOR = "; ";

/** @param name of the data set @param rows with a caption; texts go out exactly as they are */
export function writeCaptions(
  name: string,
  rows: readonly ExportedCaption[],
  format: TextFormat,
): CaptionFile {
  const stem = `${name.replaceAll(/[^\p{L}\p{N}_-]+/gu, "_").replaceAll(/^_+|_+$/g, "") || "images"}-captions`;
  switch (format) {
    case "jsonl":
      return { path: `${stem}.jsonl`, bytes: strToU8(jsonLines(rows.map(wholeRow))) };
    case "csv":
      return { path: `${stem}.csv`, bytes: strToU8(csvText(tableOf(rows))) };
    case "txt":
      return { path: `${stem}-txt.zip`, bytes: textsBesideImages(rows) };
    case "coco":
      return { path: `${stem}-coco.json`, bytes: strToU8(cocoText(rows)) };
    case "metadata":
      return {
        path: "metadata.jsonl",
        bytes: strToU8(
          jsonLines(rows.map(({ file, caption }) => ({ file_name: file, text: caption }))),
        ),
      };
    case "parquet":
      return { path: `${stem}.parquet`, bytes: parquetOf(rows) };
  }
}

function jsonLines(values: readonly object[]): string {
  return values.map((value) => `${JSON.stringify(value)}\n`).join("");
}

function wholeRow({ file, caption, className, tags, source, locked }: ExportedCaption): object {
  return {
    file,
    caption,
    ...(className === null ? {} : { class: className }),
    ...(tags.length === 0 ? {} : { tags }),
    source,
    locked,
  };
}

function tableOf(rows: readonly ExportedCaption[]): readonly (readonly string[])[] {
  return [
    ["file", "caption", "class", "tags", "source", "locked"],
    ...rows.map(({ file, caption, className, tags, source, locked }) => [
      file,
      caption,
      className ?? "",
      tags.join(TAG_SEPARATOR),
      source,
      String(locked),
    ]),
  ];
}

/** a/mug.jpg gets a/mug.txt. Of images that differ only in their extension the first one gives the text: there is room for one. */
function textsBesideImages(rows: readonly ExportedCaption[]): Uint8Array<ArrayBuffer> {
  const texts = new Map<string, Uint8Array>();
  for (const { file, caption } of rows) {
    const path = `${insideArchive(stemOf(file))}.txt`;
    // A reader takes U+FEFF at the head of a file for a byte order mark: a caption that begins with it gets one before it.
    const mark = caption.startsWith("\uFEFF") ? "\uFEFF" : "";
    if (!texts.has(path)) texts.set(path, strToU8(`${mark}${caption}\n`));
  }
  return zipSync(Object.fromEntries(texts), { mtime: ZIP_TIME });
}

/** A path from a table may lead out of the folder that the archive is unpacked in. */
function insideArchive(path: string): string {
  return path
    .replaceAll("\\", "/")
    .split("/")
    .filter((part) => part !== "" && part !== "." && part !== "..")
    .join("/");
}

/** The captions task of COCO 2014, which has no classes. */
function cocoText(rows: readonly ExportedCaption[]): string {
  const images = rows.map(({ file, width, height }, id) => ({
    id,
    file_name: file,
    width,
    height,
  }));
  const annotations = rows.map(({ caption }, id) => ({ id, image_id: id, caption }));
  return `${JSON.stringify({ info: {}, licenses: [], images, annotations })}\n`;
}

function parquetOf(rows: readonly ExportedCaption[]): Uint8Array<ArrayBuffer> {
  const columns = {
    file_name: rows.map(({ file }) => file),
    text: rows.map(({ caption }) => caption),
    class: rows.map(({ className }) => className ?? ""),
  };
  const columnData = Object.entries(columns).map(([name, data]) => ({ name, data }));
  const schema = [
    { name: "root", num_children: columnData.length },
    ...columnData.map(({ name }) => ({
      name,
      type: "BYTE_ARRAY" as const,
      converted_type: "UTF8" as const,
      repetition_type: "REQUIRED" as const,
    })),
  ];
  return new Uint8Array(parquetWriteBuffer({ schema, columnData, statistics: false }));
}
