"""What every tiny model is made with: files, the ONNX export, the picture, and byte-pair tokenizers over a few words."""

import json
import pathlib

import numpy as np
import onnx
import torch
from PIL import Image
from torch import nn

MODELS = pathlib.Path(__file__).resolve().parents[2] / "e2e" / "tiny-hub" / "models"
SIZE = 32



def write(folder, name, content):
    path = folder / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(json.dumps(content, ensure_ascii=False, indent=1) + "\n")


def export(module, inputs, path, names, outputs, axes):
    path.parent.mkdir(parents=True, exist_ok=True)
    module.eval()
    torch.onnx.export(
        module,
        inputs,
        str(path),
        input_names=names,
        output_names=outputs,
        dynamic_axes=axes,
        opset_version=17,
        dynamo=False,
    )
    onnx.checker.check_model(str(path))


class Picked(nn.Module):
    """A model reduced to one named output."""

    def __init__(self, model, output, name):
        super().__init__()
        self.model, self.output, self.name = model, output, name

    def forward(self, value):
        return getattr(self.model(**{self.name: value}), self.output)


def louder(model, factor=3.0):
    """Random weights of trained models' scale, so that outputs differ between inputs."""
    with torch.no_grad():
        for name, value in model.named_parameters():
            if value.ndim > 1:
                value.mul_(factor)


def fixed_pixels():
    """[1, 3, 32, 32] numbers in [-1, 1] that any language can make: sin of a running index."""
    return torch.sin(torch.arange(3 * SIZE * SIZE, dtype=torch.float64) * 0.37).float().reshape(1, 3, SIZE, SIZE)


def picture():
    """48 x 40 pixels of coloured waves, without a colour profile."""
    y, x, c = np.meshgrid(np.arange(40), np.arange(48), np.arange(3), indexing="ij")
    values = 127.5 + 127.5 * np.sin(x * (0.11 + 0.07 * c) + y * (0.23 - 0.05 * c) + c)
    return Image.fromarray(values.round().astype(np.uint8))


def prepared(config):
    """[1, 3, H, W] of the picture, by Pillow and the arithmetic of transformers' image processors."""
    image, size = picture(), config["size"]
    if "shortest_edge" in size:
        edge = size["shortest_edge"]
        target = (int(edge * image.width / image.height), edge)
    else:
        target = (size["width"], size["height"])
    pixels = np.asarray(image.resize(target, config["resample"])).astype(np.float64)
    if config.get("do_center_crop"):
        top, left = (pixels.shape[0] - SIZE) // 2, (pixels.shape[1] - SIZE) // 2
        pixels = pixels[top : top + SIZE, left : left + SIZE]
    normal = (pixels / 255 - np.array(config["image_mean"])) / np.array(config["image_std"])
    return torch.from_numpy(normal.transpose(2, 0, 1)[None]).float()


def read(folder, name):
    return json.loads((folder / name).read_text())


def rows(tensor):
    return [[round(float(x), 7) for x in row] for row in tensor.reshape(tensor.shape[0], -1)]


def clip_preprocessor(resample):
    return {
        "crop_size": {"height": SIZE, "width": SIZE},
        "do_center_crop": True,
        "do_convert_rgb": True,
        "do_normalize": True,
        "do_rescale": True,
        "do_resize": True,
        "image_mean": [0.48145466, 0.4578275, 0.40821073],
        "image_std": [0.26862954, 0.26130258, 0.27577711],
        "image_processor_type": "CLIPImageProcessor",
        "resample": resample,
        "rescale_factor": 1 / 255,
        "size": {"shortest_edge": SIZE},
    }


# Tokenizers ---------------------------------------------------------------------------------------------------------------

WORDS = """a an the of in on with and photo picture cat dog bird bell pepper apple red green blue small large yellow black white
table plate bowl street car tree house person man woman child standing sitting holding next to milk juice packet""".split()


def byte_alphabet():
    """The visible characters that byte-level BPE writes bytes with, in the order of GPT-2."""
    visible = [*range(33, 127), *range(161, 173), *range(174, 256)]
    hidden = [byte for byte in range(256) if byte not in visible]
    return [chr(byte) for byte in visible] + [chr(256 + i) for i in range(len(hidden))]


def merges_of(words, first, last, count):
    """Byte-pair merges over `words`, most frequent pair first, ties by text. `first` begins every word, `last` belongs to its last letter."""
    pieces = [list(first + word) for word in words]
    for word in pieces:
        word[-1] += last
    merges = []
    while len(merges) < count:
        pairs = {}
        for word in pieces:
            for pair in zip(word, word[1:]):
                pairs[pair] = pairs.get(pair, 0) + 1
        if not pairs:
            break
        best = min(pairs, key=lambda pair: (-pairs[pair], pair))
        merges.append(best)
        for word in pieces:
            i = 0
            while i + 1 < len(word):
                if (word[i], word[i + 1]) == best:
                    word[i : i + 2] = ["".join(best)]
                i += 1
    return merges


def clip_tokenizer(folder):
    alphabet = byte_alphabet()
    merges = merges_of(WORDS, "", "</w>", 160)
    tokens = alphabet + [c + "</w>" for c in alphabet] + ["".join(pair) for pair in merges]
    tokens = list(dict.fromkeys(tokens)) + ["<|startoftext|>", "<|endoftext|>"]
    vocab = {token: i for i, token in enumerate(tokens)}
    start, end = len(tokens) - 2, len(tokens) - 1
    special = lambda text, i: {
        "id": i, "content": text, "single_word": False, "lstrip": False, "rstrip": False, "normalized": True, "special": True,
    }
    write(folder, "tokenizer.json", {
        "version": "1.0",
        "truncation": None,
        "padding": None,
        "added_tokens": [special("<|startoftext|>", start), special("<|endoftext|>", end)],
        "normalizer": {"type": "Sequence", "normalizers": [
            {"type": "NFC"},
            {"type": "Replace", "pattern": {"Regex": "\\s+"}, "content": " "},
            {"type": "Lowercase"},
        ]},
        "pre_tokenizer": {"type": "Sequence", "pretokenizers": [
            {"type": "Split", "pattern": {"Regex": "'s|'t|'re|'ve|'m|'ll|'d|[\\p{L}]+|[\\p{N}]|[^\\s\\p{L}\\p{N}]+"},
             "behavior": "Removed", "invert": True},
            {"type": "ByteLevel", "add_prefix_space": False, "trim_offsets": True, "use_regex": True},
        ]},
        "post_processor": {"type": "RobertaProcessing", "sep": ["<|endoftext|>", end], "cls": ["<|startoftext|>", start],
                           "trim_offsets": False, "add_prefix_space": False},
        "decoder": {"type": "ByteLevel", "add_prefix_space": True, "trim_offsets": True, "use_regex": True},
        "model": {"type": "BPE", "dropout": None, "unk_token": "<|endoftext|>", "continuing_subword_prefix": "",
                  "end_of_word_suffix": "</w>", "fuse_unk": False, "vocab": vocab, "merges": [" ".join(pair) for pair in merges]},
    })
    write(folder, "tokenizer_config.json", {
        "add_prefix_space": False, "bos_token": "<|startoftext|>", "clean_up_tokenization_spaces": True, "do_lower_case": True,
        "eos_token": "<|endoftext|>", "errors": "replace", "model_max_length": 77, "pad_token": "<|endoftext|>",
        "tokenizer_class": "CLIPTokenizer", "unk_token": "<|endoftext|>",
    })
    return len(tokens), start, end


def ids_of(folder, texts):
    from transformers import PreTrainedTokenizerFast

    tokenizer = PreTrainedTokenizerFast(tokenizer_file=str(folder / "tokenizer.json"))
    return [tokenizer(text).input_ids for text in texts]


def gpt2_words():
    """Tokens and merges of a byte-level BPE; a word but the first of a text begins with the sign for a space."""
    alphabet = byte_alphabet()
    merges = merges_of(WORDS, "\u0120", "", 260)
    return list(dict.fromkeys(alphabet + ["".join(pair) for pair in merges])), merges


def gpt2_tokenizer(folder):
    """@returns size of the vocabulary, id of the end, ids of whole words"""
    ids = byte_level_tokenizer(folder, ["<|endoftext|>"], {
        "add_prefix_space": False, "bos_token": "<|endoftext|>", "eos_token": "<|endoftext|>", "model_max_length": 1024,
        "pad_token": "<|endoftext|>", "tokenizer_class": "GPT2Tokenizer", "unk_token": "<|endoftext|>",
    })
    return len(ids), ids["<|endoftext|>"], whole_words(ids)


def whole_words(ids):
    return [i for token, i in ids.items() if token.startswith("\u0120") and len(token) > 2]


def byte_level_tokenizer(folder, specials, config, post_processor=None):
    """GPT-2's tokenizer with `specials` at its end. @returns ids by token"""
    tokens, merges = gpt2_words()
    vocab = {token: i for i, token in enumerate([*tokens, *specials])}
    # A tokenizer's model knows no token that is only added; GPT-2's own end is in both.
    known = {token: i for token, i in vocab.items() if token in tokens or token == specials[0]}
    write(folder, "tokenizer.json", {
        "version": "1.0", "truncation": None, "padding": None,
        "added_tokens": [{"id": vocab[token], "content": token, "single_word": False, "lstrip": False, "rstrip": False,
                          "normalized": len(specials) == 1, "special": True} for token in specials],
        "normalizer": None,
        "pre_tokenizer": {"type": "ByteLevel", "add_prefix_space": False, "trim_offsets": True},
        "post_processor": post_processor(vocab) if post_processor else
        {"type": "ByteLevel", "add_prefix_space": True, "trim_offsets": False},
        "decoder": {"type": "ByteLevel", "add_prefix_space": True, "trim_offsets": True},
        "model": {"type": "BPE", "dropout": None, "unk_token": None, "continuing_subword_prefix": "", "end_of_word_suffix": "",
                  "fuse_unk": False, "vocab": known, "merges": [" ".join(pair) for pair in merges]},
    })
    write(folder, "tokenizer_config.json", config)
    return vocab
