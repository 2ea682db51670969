"""The embedded encoders in native ONNX Runtime on the processor: the peer of the row encoders.

    python3 encoders.py MODELS JOB.json

MODELS is public/models. JOB.json: {"images": [paths], "texts": [sentences]}. An image is decoded and resized by Pillow (shortest side 256, bicubic;
centre 224), normalised, and run; one session, as many threads as the machine has cores. Texts go one at a time, as on the page.
"""

import json
import sys
import time

from peer import answer, cores, need

np = need("numpy")
ort = need("onnxruntime")
pil = need("PIL.Image")

MEAN = np.array([0.485, 0.456, 0.406], dtype=np.float32)
DEVIATION = np.array([0.229, 0.224, 0.225], dtype=np.float32)
WARM_UP = 3


def session(path):
    options = ort.SessionOptions()
    options.intra_op_num_threads = cores()
    return ort.InferenceSession(path, options, providers=["CPUExecutionProvider"])


def pixels(path):
    image = pil.open(path).convert("RGB")
    width, height = image.size
    short = min(width, height)
    image = image.resize((256 * width // short, 256 * height // short), pil.BICUBIC)
    left, top = round((image.width - 224) / 2), round((image.height - 224) / 2)
    values = np.asarray(image.crop((left, top, left + 224, top + 224)), dtype=np.float32)
    return ((values / 255 - MEAN) / DEVIATION).transpose(2, 0, 1)[None]


def encode_images(models, paths):
    model = session(f"{models}/efficientnet-lite0/onnx/model.onnx")
    run = lambda values: model.run(["image_embeds", "logits"], {"pixel_values": values})
    for path in paths[:WARM_UP]:
        run(pixels(path))
    model_seconds, first = 0.0, None
    start = time.perf_counter()
    for path in paths:
        values = pixels(path)
        before = time.perf_counter()
        embedding = run(values)[0]
        model_seconds += time.perf_counter() - before
        first = embedding[0].tolist() if first is None else first
    return {
        "imagesPerSecond": len(paths) / (time.perf_counter() - start),
        "modelImagesPerSecond": len(paths) / model_seconds,
        "embedding": first,
    }


def encode_texts(models, texts):
    try:
        from tokenizers import Tokenizer
    except ImportError:
        return {"textsPerSecond": None, "textEmbedding": None}
    tokenizer = Tokenizer.from_file(f"{models}/all-minilm-l6-v2/tokenizer.json")
    tokenizer.no_padding()
    model = session(f"{models}/all-minilm-l6-v2/onnx/model.onnx")

    def encode(text):
        encoded = tokenizer.encode(text)
        row = lambda values: np.array([values], dtype=np.int64)
        inputs = {
            "input_ids": row(encoded.ids),
            "attention_mask": row(encoded.attention_mask),
            "token_type_ids": row(encoded.type_ids),
        }
        hidden = model.run(["last_hidden_state"], inputs)[0][0]
        mean = hidden.mean(axis=0)
        return mean / np.linalg.norm(mean)

    for text in texts[:WARM_UP]:
        encode(text)
    start = time.perf_counter()
    embeddings = [encode(text) for text in texts]
    return {
        "textsPerSecond": len(texts) / (time.perf_counter() - start),
        "textEmbedding": embeddings[0].tolist(),
    }


def main(models, job_path):
    with open(job_path) as file:
        job = json.load(file)
    answer({**encode_images(models, job["images"]), **encode_texts(models, job["texts"]), "threads": cores(), "version": ort.__version__})


main(sys.argv[1], sys.argv[2])
