"""What Pillow makes of ten photos: decoded, and as CLIP's image processor prepares them (shortest edge 224, bicubic, centre crop).

    pip install pillow==12.3.0 numpy torch "transformers==4.57.*" && python scripts/build-models/photo_pixels.py ../shared/data/grocery30

Writes e2e/fixtures/photo-pixels.json: every 997th decoded byte and every 97th prepared one, so that decoder and resize can be told apart. It stops
where transformers' own CLIPImageProcessor prepares a photo otherwise. The photos themselves are not part of the project.
"""

import base64
import json
import sys
from pathlib import Path

import numpy as np
from PIL import Image
from transformers import CLIPImageProcessor

TARGET = Path(__file__).resolve().parents[2] / "e2e/fixtures/photo-pixels.json"
DECODED_EVERY, PREPARED_EVERY, SIDE = 997, 97, 224

PROCESSOR = CLIPImageProcessor(do_rescale=False, do_normalize=False)


def photo(folder, path):
    image = Image.open(path).convert("RGB")
    short = min(image.size)
    size = tuple(int(SIDE * side / short) for side in image.size)
    resized = np.asarray(image.resize(size, Image.Resampling.BICUBIC))
    top, left = (resized.shape[0] - SIDE) // 2, (resized.shape[1] - SIDE) // 2
    prepared = resized[top : top + SIDE, left : left + SIDE]
    theirs = PROCESSOR(image, return_tensors="np")["pixel_values"][0].transpose(1, 2, 0)
    if not np.array_equal(theirs, prepared):
        sys.exit(f"transformers prepares {path} otherwise")
    sample = lambda pixels, every: base64.b64encode(np.ascontiguousarray(pixels).reshape(-1)[::every].tobytes()).decode()
    return {
        "path": path.relative_to(folder).as_posix(), "width": image.width, "height": image.height,
        "decoded": sample(np.asarray(image), DECODED_EVERY), "prepared": sample(prepared, PREPARED_EVERY),
    }


folder = Path(sys.argv[1])
classes = sorted(path for path in (folder / "test").iterdir())[::3][:10]
photos = [photo(folder, sorted(one.glob("*.jpg"))[0]) for one in classes]
TARGET.write_text(json.dumps({"decodedEvery": DECODED_EVERY, "preparedEvery": PREPARED_EVERY, "side": SIDE, "photos": photos}, indent=1) + "\n")
