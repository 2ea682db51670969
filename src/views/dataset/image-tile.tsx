/** One image: its picture, its file name and its part. A press picks it and selects its node. */

import { memo } from "react";
import type { Dataset } from "../../pipeline/artifacts.ts";
import { Thumbnail } from "../controls/thumbnail.tsx";
import { MARK_WORDS, type ExampleMark } from "./example-marks.ts";
import type { PickKeys } from "./use-picked.ts";

interface ImageTileProps {
  readonly dataset: Dataset;
  readonly example: number;
  readonly mark: ExampleMark | null;
  readonly place: number;
  readonly inTabOrder: boolean;
  readonly selected: boolean;
  readonly picked: boolean;
  readonly onPick: (example: number, keys: PickKeys) => void;
  readonly onFocusPlace: (place: number) => void;
}

export const ImageTile = memo(function ImageTile(props: ImageTileProps) {
  const { dataset, example, mark, place, inTabOrder, selected, picked, onPick, onFocusPlace } =
    props;
  const path = dataset.examples[example]?.path ?? "";
  const fileName = path.slice(path.lastIndexOf("/") + 1);
  return (
    <button
      type="button"
      className="image-tile"
      data-place={place}
      data-mark={mark ?? undefined}
      tabIndex={inTabOrder ? 0 : -1}
      data-selected={selected ? "" : undefined}
      aria-pressed={picked}
      title={path}
      onClick={({ ctrlKey, metaKey, shiftKey }) =>
        onPick(example, { toggles: ctrlKey || metaKey, extends: shiftKey })
      }
      onKeyDown={(event) => {
        if (event.key !== " ") return;
        event.preventDefault();
        onPick(example, { toggles: true, extends: event.shiftKey });
      }}
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
