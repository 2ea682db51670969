"""Makes the reference pixels of pilResize: Pillow's bicubic, bilinear and Lanczos, and the centre crop of transformers' image processors.

    pip install pillow==12.3.0 numpy && python scripts/build-models/resize_reference.py

Writes src/numeric/fixtures/resize-reference.json. The synthetic image is that of bicubic_reference.py; expectedBase64 are the RGB bytes
[crop height, crop width, 3].
"""

import base64
import json
from pathlib import Path

import numpy as np
from PIL import Image

TARGET = Path(__file__).resolve().parents[2] / "src/numeric/fixtures/resize-reference.json"
# width, height, resized width and height, crop width and height
CASES = [
    (61, 47, 32, 32, 32, 32),
    (40, 90, 24, 54, 24, 24),
    (90, 41, 70, 32, 33, 31),
    (20, 13, 49, 31, 28, 28),
]


def synthetic(width, height):
    y, x, c = np.meshgrid(np.arange(height), np.arange(width), np.arange(3), indexing="ij")
    return (((3 * x * x + 5 * y * y + 7 * (c + 1) * x * y) // 16 + 85 * c) % 256).astype(np.uint8)


def case(width, height, resized_width, resized_height, crop_width, crop_height, name):
    image = Image.fromarray(synthetic(width, height))
    resized = np.asarray(image.resize((resized_width, resized_height), getattr(Image.Resampling, name.upper())))
    top, left = (resized_height - crop_height) // 2, (resized_width - crop_width) // 2
    crop = resized[top : top + crop_height, left : left + crop_width]
    return {
        "width": width, "height": height, "filter": name,
        "resized": {"width": resized_width, "height": resized_height},
        "crop": {"width": crop_width, "height": crop_height},
        "expectedBase64": base64.b64encode(np.ascontiguousarray(crop).tobytes()).decode(),
    }


cases = [case(*sizes, name) for sizes in CASES for name in ("bicubic", "bilinear", "lanczos")]
TARGET.write_text(json.dumps({"cases": cases}, indent=1) + "\n")
