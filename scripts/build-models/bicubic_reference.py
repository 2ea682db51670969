"""Makes the reference pixels that the product's own bicubic resampler is tested against.

    /tmp/models/bin/python scripts/build-models/bicubic_reference.py      (venv: build_models.py)

Writes src/numeric/fixtures/bicubic-reference.json. Each case is a synthetic RGB image given by a
formula on integers, resized by Pillow's antialiased BICUBIC and centre-cropped as torchvision does
(see preprocessing.py). Pillow is held at 12: it resizes along rows first and then along columns,
as every release before it; Pillow 13 turns the two round for some tall images, which moves a
quarter of their bytes by one. The pattern goes from smooth to finer than a pixel and jumps from 255 to 0,
so a missing antialias, a wrong border and a missing clamp all show.

Fields of a case: width, height of the input; inputSum, the sum of all its bytes, to tell a wrong
formula from a wrong resampler; resize and crop; resizedWidth, resizedHeight, left, top; every, the
step between stored pixels (1: all); expectedBase64, RGB bytes of the output pixels p = 0, every,
2 every, ... with p = y crop + x.
"""

import base64
import json
import sys
from pathlib import Path

import numpy as np
import PIL
from PIL import Image
from preprocessing import resize_and_crop

PILLOW = "12.3.0"
TARGET = Path(__file__).resolve().parents[2] / "src/numeric/fixtures/bicubic-reference.json"
LARGEST = 150_000

FORMULA = (
    "byte of channel c at column x, row y: "
    "floor((3 x x + 5 y y + 7 (c + 1) x y) / 16 + 85 c) mod 256"
)

# width, height, resize, crop, every
CASES = [
    (61, 47, 32, 28, 1),
    (300, 200, 32, 28, 1),
    (40, 90, 32, 28, 1),
    (20, 13, 32, 28, 1),
    (32, 32, 32, 28, 1),
    (7, 120, 32, 31, 1),
    (201, 333, 48, 41, 1),
    (300, 200, 256, 224, 11),
    (1000, 667, 256, 224, 11),
    (4000, 3000, 224, 224, 53),
]


def synthetic(width: int, height: int) -> np.ndarray:
    """FORMULA as uint8 [height, width, 3]."""
    y, x, c = np.meshgrid(np.arange(height), np.arange(width), np.arange(3), indexing="ij")
    return (((3 * x * x + 5 * y * y + 7 * (c + 1) * x * y) // 16 + 85 * c) % 256).astype(np.uint8)


def resized_size(width: int, height: int, resize: int) -> tuple[int, int]:
    if width <= height:
        return resize, int(resize * height / width)
    return int(resize * width / height), resize


def case(width: int, height: int, resize: int, crop: int, every: int) -> dict:
    pixels = synthetic(width, height)
    output = np.asarray(resize_and_crop(Image.fromarray(pixels), resize, crop))
    resized_width, resized_height = resized_size(width, height, resize)
    return {
        "width": width,
        "height": height,
        "inputSum": int(pixels.sum()),
        "resize": resize,
        "crop": crop,
        "resizedWidth": resized_width,
        "resizedHeight": resized_height,
        "left": round((resized_width - crop) / 2),
        "top": round((resized_height - crop) / 2),
        "every": every,
        "expectedBase64": base64.b64encode(output.reshape(-1, 3)[::every].tobytes()).decode(),
    }


def main() -> None:
    if PIL.__version__ != PILLOW:
        sys.exit(f"Pillow is {PIL.__version__}, this script needs {PILLOW}")
    fixture = {"pillow": PILLOW, "formula": FORMULA, "cases": [case(*entry) for entry in CASES]}
    TARGET.parent.mkdir(parents=True, exist_ok=True)
    TARGET.write_text(json.dumps(fixture, indent=2) + "\n", encoding="utf-8")
    size = TARGET.stat().st_size
    print(f"{TARGET}: {len(CASES)} cases, {size / 1e3:.0f} kB")
    if size > LARGEST:
        sys.exit(f"the fixture is larger than {LARGEST / 1e3:.0f} kB")


if __name__ == "__main__":
    main()
