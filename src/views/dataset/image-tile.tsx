/** One image: its picture, its file name and its part. A press selects its node. */

import { memo } from "react";
import type { Dataset } from "../../pipeline/artifacts.ts";
import { Thumbnail } from "../controls/thumbnail.tsx";
import { MARK_WORDS, type ExampleMark } from "./example-marks.ts";

interface ImageTileProps {
  readonly dataset: Dataset;
  readonly example: number;
  readonly mark: ExampleMark | null;
  readonly place: number;
  readonly inTabOrder: boolean;
  readonly selected: boolean;
  readonly onSelect: (example: number) => void;
  readonly onFocusPlace: (place: number) => void;
}

export const ImageTile = memo(function ImageTile(props: ImageTileProps) {
  const { dataset, example, mark, place, inTabOrder, selected, onSelect, onFocusPlace } = props;
  const path = dataset.examples[example]?.path ?? "";
  const fileName = path.slice(path.lastIndexOf("/") + 1);
  return (
    <button
      type="button"
      className="image-tile"
      data-place={place}
      data-mark={mark ?? undefined}
      tabIndex={inTabOrder ? 0 : -1}
      aria-pressed={selected}
      title={path}
      onClick={() => onSelect(example)}
      onFocus={() => onFocusPlace(place)}
    >
      <span className="image-tile-picture">
        <Thumbnail example={example} alt="" />
      </span>
      <bdi className="image-tile-name">{fileName}</bdi>
      <span className="image-tile-mark">{mark === null ? "" : MARK_WORDS[mark]}</span>
    </button>
  );
});
