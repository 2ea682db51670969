"""The image preprocessing both encoders and references share: torchvision's, with Pillow alone."""

from pathlib import Path

import numpy as np
from PIL import Image

MEAN = np.array([0.485, 0.456, 0.406], np.float32)
STD = np.array([0.229, 0.224, 0.225], np.float32)


def resize_and_crop(image: Image.Image, resize: int, crop: int) -> Image.Image:
    """Shortest side to `resize` (antialiased bicubic), then the centre `crop` x `crop`.

    As torchvision: the long side is int(resize * long / short), truncated; the offset of the crop
    is round((side - crop) / 2) with Python's rounding, so .5 goes to the even number.
    """
    width, height = image.size
    if width <= height:
        size = (resize, int(resize * height / width))
    else:
        size = (int(resize * width / height), resize)
    resized = image.resize(size, Image.Resampling.BICUBIC)
    left, top = round((size[0] - crop) / 2), round((size[1] - crop) / 2)
    return resized.crop((left, top, left + crop, top + crop))


def pixel_values(photo: Path) -> np.ndarray:
    """Normalised float32 [1, 3, 224, 224] of one photo."""
    image = resize_and_crop(Image.open(photo).convert("RGB"), resize=256, crop=224)
    rgb = np.asarray(image, np.float32) / 255
    return ((rgb - MEAN) / STD).transpose(2, 0, 1)[None]
