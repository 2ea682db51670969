import { describe, expect, it } from "vitest";
import { listFolder, type FileEntry } from "./folder-listing.ts";

const files = (...paths: string[]): FileEntry[] => paths.map((path) => ({ path, sizeBytes: 100 }));

describe("listing a folder", () => {
  it("takes every image format that browsers decode, whatever the case of the extension", () => {
    const names = "a.jpg b.JPEG c.Png d.webp e.gif f.bmp g.avif h.jfif".split(" ");
    expect(listFolder(files(...names)).imagePaths).toEqual(names);
  });

  it("ignores hidden files, __MACOSX, Thumbs.db and desktop.ini without a word", () => {
    const listing = listFolder(
      files(
        ".DS_Store",
        "cats/.hidden.jpg",
        ".git/a.png",
        "__MACOSX/cats/a.jpg",
        "cats/Thumbs.db",
        "desktop.ini",
        "cats/a.jpg",
      ),
    );
    expect(listing.imagePaths).toEqual(["cats/a.jpg"]);
    expect(listing.problems).toEqual([]);
    expect(listing.fileCount).toBe(1);
  });

  it("names HEIC, TIFF and other files that are no images, each with its reason", () => {
    const { problems, imagePaths } = listFolder(
      files("a.heic", "b.tiff", "c.pdf", "notes.txt", "noextension", "ok.png"),
    );
    expect(imagePaths).toEqual(["ok.png"]);
    expect(problems).toEqual([
      {
        path: "a.heic",
        reason: "HEIC photos cannot be read here. Save them as JPEG.",
        skipped: true,
      },
      {
        path: "b.tiff",
        reason: "TIFF images cannot be read here. Save them as PNG or JPEG.",
        skipped: true,
      },
      { path: "c.pdf", reason: "Not an image file.", skipped: true },
      { path: "noextension", reason: "Not an image file.", skipped: true },
      {
        path: "notes.txt",
        reason: "A text file without an image of the same name beside it.",
        skipped: true,
      },
    ]);
  });

  it("is not fooled by an extension that is a property of every object", () => {
    expect(listFolder(files("a.constructor")).problems[0]?.reason).toBe("Not an image file.");
  });

  it("lists empty images and empty folders", () => {
    const listing = listFolder([
      { path: "a.jpg", sizeBytes: 0 },
      { path: "birds/", sizeBytes: 0 },
    ]);
    expect(listing.imagePaths).toEqual([]);
    expect(listing.problems.map(({ path, reason }) => [path, reason])).toEqual([
      ["a.jpg", "The file is empty."],
      ["birds/", "The folder is empty."],
    ]);
    expect(listing.fileCount).toBe(1);
  });

  it("takes a text beside an image of the same name as its caption, in the same folder only", () => {
    const listing = listFolder(files("a/x.jpg", "a/x.txt", "b/x.txt"));
    expect(listing.captionPaths).toEqual(["a/x.txt"]);
    expect(listing.problems.map(({ path }) => path)).toEqual(["b/x.txt"]);
  });

  it("finds the outermost label table first", () => {
    expect(listFolder(files("a/labels.csv", "Labels.TSV", "other.csv")).tablePaths).toEqual([
      "Labels.TSV",
      "a/labels.csv",
    ]);
  });

  it("sorts by code point, so that the order of the files does not matter", () => {
    // U+1F408 is a surrogate pair (0xD83D...), which UTF-16 order would put before U+FB01.
    const names = ["A.png", "a.png", "é.png", "ﬁ.png", "🐈.png"];
    expect(listFolder(files(...names.toReversed())).imagePaths).toEqual(names);
  });
});
