/** A picture of an example, square, as large as its box: a whole image, or one tile of a sheet. */

import type { CSSProperties } from "react";
import type { ThumbnailImage } from "../studio-context.tsx";
import { useThumbnail } from "./use-thumbnail.ts";

interface ThumbnailProps {
  readonly example: number;
  /** Empty where the words beside it say the same. */
  readonly alt: string;
}

export function Thumbnail({ example, alt }: ThumbnailProps) {
  const image = useThumbnail(example);
  if (image === null) return <span className="thumbnail thumbnail-empty" {...spoken(alt)} />;
  if (image.tile === null) return <img className="thumbnail" src={image.url} alt={alt} />;
  return (
    <span className="thumbnail" style={tileGeometry(image.url, image.tile)} {...spoken(alt)} />
  );
}

function spoken(alt: string): { "aria-hidden": true } | { role: "img"; "aria-label": string } {
  return alt === "" ? { "aria-hidden": true } : { role: "img", "aria-label": alt };
}

/** Percentages, so that the tile fills a box of any size: 0 % and 100 % are the sheet's first and last tile. */
function tileGeometry(url: string, tile: NonNullable<ThumbnailImage["tile"]>): CSSProperties {
  const { x, y, size, sheetWidth, sheetHeight } = tile;
  const share = (offset: number, sheet: number): string =>
    `${sheet === size ? 0 : (offset / (sheet - size)) * 100}%`;
  return {
    backgroundImage: `url(${JSON.stringify(url)})`,
    backgroundSize: `${(sheetWidth / size) * 100}% ${(sheetHeight / size) * 100}%`,
    backgroundPosition: `${share(x, sheetWidth)} ${share(y, sheetHeight)}`,
  };
}
