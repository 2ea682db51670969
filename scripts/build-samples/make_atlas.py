"""Packs the sample's drawings into one small image for the first screen.

    python3 -m pip install pillow==12.3.0
    python3 scripts/build-samples/make_atlas.py [SAMPLE_FOLDER]

Reads manifest.json and the drawings it names (see draw-emoji.mjs) and writes the atlas the
manifest describes: tiles of tileSize pixels, row by row, in the manifest's order. Tile i stands
at column i mod columns, row i div columns. The same Pillow gives the same bytes.
"""

import json
import sys
from pathlib import Path

import PIL
from PIL import Image

PILLOW = "12.3.0"
LARGEST = 500_000


def main() -> None:
    if PIL.__version__ != PILLOW:
        sys.exit(f"Pillow is {PIL.__version__}, this script needs {PILLOW}")
    default = Path(__file__).resolve().parents[2] / "public/samples/noto"
    sample = Path(sys.argv[1]) if len(sys.argv) > 1 else default
    manifest = json.loads((sample / "manifest.json").read_text(encoding="utf-8"))
    layout = manifest["atlas"]
    tile, columns = layout["tileSize"], layout["columns"]

    atlas = Image.new("RGB", (columns * tile, layout["rows"] * tile), "white")
    for index, example in enumerate(manifest["examples"]):
        drawing = Image.open(sample / example["file"]).convert("RGB")
        thumbnail = drawing.resize((tile, tile), Image.Resampling.LANCZOS)
        atlas.paste(thumbnail, (index % columns * tile, index // columns * tile))

    target = sample / layout["file"]
    atlas.save(target, quality=90, method=6)
    size = target.stat().st_size
    print(f"{target}: {atlas.width} x {atlas.height}, {size / 1e3:.0f} kB")
    if size > LARGEST:
        sys.exit(f"the atlas is larger than {LARGEST / 1e3:.0f} kB")


if __name__ == "__main__":
    main()
