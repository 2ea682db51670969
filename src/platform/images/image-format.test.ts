import { describe, expect, it } from "vitest";
import { imageFormat } from "./image-format.ts";

const ascii = (text: string): number[] => [...new TextEncoder().encode(text)];
const bytes = (...parts: (number | string)[]): Uint8Array =>
  Uint8Array.from(parts.flatMap((part) => (typeof part === "string" ? ascii(part) : [part])));

/** File type box: length, "ftyp", major brand, version, compatible brands. */
const brands = (major: string, ...compatible: string[]): Uint8Array =>
  bytes(0, 0, 0, 16 + 4 * compatible.length, "ftyp", major, 0, 0, 0, 0, ...compatible, "rest");

const bitmap = new Uint8Array(60);
bitmap.set(ascii("BM"));
bitmap[14] = 40;

describe("the format of a file", () => {
  it.each([
    ["jpeg", bytes(0xff, 0xd8, 0xff, 0xe0)],
    ["png", bytes(0x89, "PNG\r\n", 0x1a, "\n")],
    ["gif", bytes("GIF89a...")],
    ["webp", bytes("RIFF", 1, 0, 0, 0, "WEBPVP8 ")],
    ["bmp", bitmap],
    ["avif", brands("avif", "mif1", "miaf")],
    ["avif", brands("mif1", "miaf", "avif")],
    ["heic", brands("heic", "mif1")],
    ["heic", brands("mif1", "heic")],
    ["tiff", bytes("II", 42, 0)],
    ["tiff", bytes("MM", 0, 42)],
    ["jxl", bytes(0, 0, 0, 12, "JXL \r\n")],
    ["svg", bytes("\n<?xml version='1.0'?>\n<!-- drawn -->\n<svg xmlns=''>")],
  ])("%s is told by its first bytes", (format, start) => {
    expect(imageFormat(start)).toBe(format);
  });

  it.each([
    ["text", bytes("hello world")],
    ["text that begins with BM", bytes("BMI of forty patients, measured twice")],
    ["a web page", bytes("<!doctype html><svg></svg>")],
    ["a film", brands("isom", "mp42")],
    ["a sound", bytes("RIFF", 1, 0, 0, 0, "WAVEfmt ")],
    ["nothing", bytes()],
  ])("%s is no image", (_, start) => {
    expect(imageFormat(start)).toBeNull();
  });
});
