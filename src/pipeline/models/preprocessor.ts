/** preprocessor_config.json: what a picture has to become before a model sees it. */

import { StudioError } from "../../errors.ts";
import type { ChannelStatistics } from "../../numeric/normalize-pixels.ts";
import type { PixelSize, ResizeFilter } from "../../numeric/pil-bicubic.ts";
import { fieldsOf, listIn, numberIn, type Fields } from "./json-fields.ts";

export interface Preprocessor {
  /** The whole picture to this size, whatever its proportions, or its shortest edge to this length. */
  readonly resize:
    | { readonly kind: "exact"; readonly size: PixelSize }
    | { readonly kind: "shortest-edge"; readonly edge: number };
  /** The centre that is cut out; null takes the whole. */
  readonly crop: PixelSize | null;
  readonly filter: ResizeFilter;
  readonly statistics: ChannelStatistics;
}

/** Pillow's numbers of its filters. */
const FILTERS: ReadonlyMap<number, ResizeFilter> = new Map([
  [1, "lanczos"],
  [2, "bilinear"],
  [3, "bicubic"],
]);

/** @throws StudioError models/unsupported naming what the page cannot do */
export function readPreprocessor(id: string, json: unknown): Preprocessor {
  const config = fieldsOf(json);
  const refuse = (what: string): StudioError =>
    new StudioError("models/unsupported", `The pictures for ${id} need ${what}.`, { id, what });
  const filter = FILTERS.get(numberIn(config, "resample") ?? 2);
  if (filter === undefined) throw refuse(`the filter ${String(config["resample"])}`);
  if (config["do_resize"] === false) throw refuse("no resizing, so that they differ in size");
  const resize = resizeOf(config);
  if (resize === null) throw refuse("a size that is not known");
  const scale =
    config["do_rescale"] === false ? 1 : (numberIn(config, "rescale_factor") ?? 1 / 255);
  if (Math.abs(scale * 255 - 1) > 1e-6) throw refuse(`the scale ${scale}`);
  const crop = config["do_center_crop"] === true ? sizeOf(config["crop_size"]) : null;
  if (crop === null && resize.kind === "shortest-edge")
    throw refuse("no crop, so that they differ in size");
  return { resize, crop, filter, statistics: statisticsOf(config) };
}

function resizeOf(config: Fields): Preprocessor["resize"] | null {
  // SmolVLM sees the whole picture in one tile: transformers goes by way of `size` and cuts more tiles out of that.
  const tile = numberIn(fieldsOf(config["max_image_size"]), "longest_edge");
  if (tile !== null) return { kind: "exact", size: { width: tile, height: tile } };
  const { size } = config;
  const edge = numberIn(fieldsOf(size), "shortest_edge");
  if (edge !== null) return { kind: "shortest-edge", edge };
  if (typeof size === "number") {
    return config["do_center_crop"] === true
      ? { kind: "shortest-edge", edge: size }
      : { kind: "exact", size: { width: size, height: size } };
  }
  const exact = sizeOf(size);
  return exact === null ? null : { kind: "exact", size: exact };
}

function sizeOf(value: unknown): PixelSize | null {
  if (typeof value === "number") return { width: value, height: value };
  const width = numberIn(fieldsOf(value), "width");
  const height = numberIn(fieldsOf(value), "height");
  return width === null || height === null ? null : { width, height };
}

/** Without normalisation p / 255 is left as it is. */
function statisticsOf(config: Fields): ChannelStatistics {
  if (config["do_normalize"] === false) {
    return { mean: [0, 0, 0], standardDeviation: [1, 1, 1] };
  }
  return {
    mean: triple(config, "image_mean", 0),
    standardDeviation: triple(config, "image_std", 1),
  };
}

function triple(config: Fields, name: string, otherwise: number): [number, number, number] {
  const [red, green, blue] = listIn(config, name);
  const number = (value: unknown): number => (typeof value === "number" ? value : otherwise);
  return [number(red), number(green), number(blue)];
}

/** The size after resizing: the shortest edge as wanted, the other one rounded down, as transformers has it. */
export function resizedSize(
  { width, height }: PixelSize,
  resize: Preprocessor["resize"],
): PixelSize {
  if (resize.kind === "exact") return resize.size;
  const { edge } = resize;
  return width <= height
    ? { width: edge, height: Math.trunc((edge * height) / width) }
    : { width: Math.trunc((edge * width) / height), height: edge };
}
