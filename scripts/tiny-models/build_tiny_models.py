"""Tiny models of real architectures, in the files and with the inputs and outputs of the hub's ONNX conversions.

Weights are random (seed 7), so they know nothing; what they test is that the page's loading code takes the very files a user downloads.
They are stored under the ids of the models they stand for, in e2e/tiny-hub/models, and committed: the product and its tests need no Python.
Each folder has reference.json: what PyTorch gives for e2e/tiny-hub/picture.png, prepared by Pillow as the model's config says, and for
fixed texts.

    pip install torch transformers==4.57.* onnx onnxruntime pillow==12.3.0
    python scripts/tiny-models/build_tiny_models.py [ID...] && npx prettier --write e2e/tiny-hub
"""

import sys

import numpy as np
import torch
from onnxruntime.quantization import QuantType, quantize_dynamic
from torch import nn
from transformers import (
    CLIPConfig,
    CLIPModel,
    CLIPTextModelWithProjection,
    CLIPVisionModelWithProjection,
    Dinov2Config,
    Dinov2Model,
    PreTrainedTokenizerFast,
    SiglipConfig,
    SiglipModel,
    ViTConfig,
    ViTModel,
)

from tiny_files import (
    MODELS,
    SIZE,
    WORDS,
    Picked,
    clip_preprocessor,
    clip_tokenizer,
    export,
    fixed_pixels,
    gpt2_tokenizer,
    ids_of,
    louder,
    picture,
    prepared,
    read,
    rows,
    write,
)
from vision_language import florence2, smolvlm

TEXTS = ["a photo of a cat", "a photo of a bell pepper, red", "zebra"]


def main():
    builders = {
        "Xenova/clip-vit-base-patch32": clip,
        "Xenova/siglip-base-patch16-224": siglip,
        "Xenova/dinov2-small": dinov2,
        "Xenova/vit-gpt2-image-captioning": vit_gpt2,
        "HuggingFaceTB/SmolVLM-256M-Instruct": smolvlm,
        "onnx-community/Florence-2-base-ft": florence2,
    }
    picture().save(MODELS.parent / "picture.png")
    for model_id, build in builders.items():
        if len(sys.argv) > 1 and model_id not in sys.argv[1:]:
            continue
        torch.manual_seed(7)
        build(model_id)


def clip(model_id):
    folder = MODELS / model_id
    vocab, start, end = clip_tokenizer(folder)
    tower = {"hidden_size": 32, "intermediate_size": 64, "num_attention_heads": 2, "num_hidden_layers": 2, "projection_dim": 16}
    config = CLIPConfig(
        text_config={**tower, "vocab_size": vocab, "max_position_embeddings": 77, "eos_token_id": 2, "bos_token_id": start,
                     "hidden_act": "quick_gelu"},
        vision_config={**tower, "image_size": SIZE, "patch_size": 8, "hidden_act": "quick_gelu"},
        projection_dim=16,
        attn_implementation="eager",
    )
    model = CLIPModel(config)
    louder(model)
    vision = CLIPVisionModelWithProjection(config.vision_config)
    text = CLIPTextModelWithProjection(config.text_config)
    vision.vision_model, vision.visual_projection = model.vision_model, model.visual_projection
    text.text_model, text.text_projection = model.text_model, model.text_projection
    for part in (vision, text):
        part.config._attn_implementation = "eager"
    vision_path, text_path = folder / "onnx/vision_model.onnx", folder / "onnx/text_model.onnx"
    export(Picked(vision, "image_embeds", "pixel_values"), (fixed_pixels(),), vision_path, ["pixel_values"], ["image_embeds"],
           {"pixel_values": {0: "batch"}, "image_embeds": {0: "batch"}})
    export(Picked(text, "text_embeds", "input_ids"), (torch.tensor([[start, 5, 6, end]]),), text_path, ["input_ids"],
           ["text_embeds"], {"input_ids": {0: "batch", 1: "sequence"}, "text_embeds": {0: "batch"}})
    for path in (vision_path, text_path):
        quantize_dynamic(str(path), str(path).replace(".onnx", "_quantized.onnx"), weight_type=QuantType.QUInt8)
    write(folder, "config.json", {
        "architectures": ["CLIPModel"], "model_type": "clip", "projection_dim": 16, "logit_scale_init_value": 2.6592,
        "text_config": {**tower, "model_type": "clip_text_model", "vocab_size": vocab, "max_position_embeddings": 77},
        "vision_config": {**tower, "model_type": "clip_vision_model", "image_size": SIZE, "patch_size": 8},
    })
    write(folder, "preprocessor_config.json", clip_preprocessor(3))
    # A model card, for the licence in its head.
    (folder / "README.md").write_text("---\nlicense: mit\n---\n\nRandom weights, made by scripts/tiny-models.\n")
    ids = ids_of(folder, TEXTS)
    with torch.no_grad():
        write(folder, "reference.json", {
            "image": rows(vision(pixel_values=prepared(read(folder, "preprocessor_config.json"))).image_embeds)[0],
            "texts": TEXTS,
            "ids": ids,
            "text": [rows(text(input_ids=torch.tensor([row])).text_embeds)[0] for row in ids],
        })


def siglip(model_id):
    folder = MODELS / model_id
    words = ["<pad>", "</s>", "<unk>", *("\u2581" + word for word in WORDS), *(c for c in "abcdefghijklmnopqrstuvwxyz"), "\u2581"]
    words = list(dict.fromkeys(words))
    write(folder, "tokenizer.json", {
        "version": "1.0", "truncation": None, "padding": None,
        "added_tokens": [{"id": i, "content": words[i], "single_word": False, "lstrip": True, "rstrip": True, "normalized": False,
                          "special": True} for i in range(3)],
        "normalizer": {"type": "Sequence", "normalizers": [
            {"type": "Lowercase"},
            {"type": "Replace", "pattern": {"Regex": "[!\"#$%&'()*+,-./:;<=>?@\\[\\\\\\]^_`{|}~]"}, "content": ""},
            {"type": "Replace", "pattern": {"Regex": "\\s+"}, "content": " "},
            {"type": "Strip", "strip_left": True, "strip_right": True},
        ]},
        "pre_tokenizer": {"type": "Metaspace", "replacement": "\u2581", "prepend_scheme": "always", "split": True},
        "post_processor": {"type": "TemplateProcessing",
                           "single": [{"Sequence": {"id": "A", "type_id": 0}}, {"SpecialToken": {"id": "</s>", "type_id": 0}}],
                           "pair": [{"Sequence": {"id": "A", "type_id": 0}}, {"SpecialToken": {"id": "</s>", "type_id": 0}}],
                           "special_tokens": {"</s>": {"id": "</s>", "ids": [1], "tokens": ["</s>"]}}},
        "decoder": {"type": "Metaspace", "replacement": "\u2581", "prepend_scheme": "always", "split": True},
        "model": {"type": "Unigram", "unk_id": 2, "byte_fallback": False,
                  "vocab": [[word, 0.0 if i < 3 else -4.0 - 0.001 * i] for i, word in enumerate(words)]},
    })
    write(folder, "tokenizer_config.json", {
        "do_lower_case": True, "eos_token": "</s>", "model_max_length": 64, "pad_token": "<pad>", "tokenizer_class": "SiglipTokenizer",
        "unk_token": "<unk>", "added_tokens_decoder": {}, "additional_special_tokens": [],
    })
    tower = {"hidden_size": 32, "intermediate_size": 64, "num_attention_heads": 2, "num_hidden_layers": 2}
    config = SiglipConfig(
        text_config={**tower, "vocab_size": len(words), "max_position_embeddings": 64, "projection_size": 32},
        vision_config={**tower, "image_size": SIZE, "patch_size": 8},
        attn_implementation="eager",
    )
    model = SiglipModel(config)
    louder(model)
    export(Picked(model.vision_model, "pooler_output", "pixel_values"), (fixed_pixels(),), folder / "onnx/vision_model.onnx",
           ["pixel_values"], ["pooler_output"], {"pixel_values": {0: "batch"}, "pooler_output": {0: "batch"}})
    export(Picked(model.text_model, "pooler_output", "input_ids"), (torch.ones(1, 64, dtype=torch.int64),),
           folder / "onnx/text_model.onnx", ["input_ids"], ["pooler_output"],
           {"input_ids": {0: "batch", 1: "sequence"}, "pooler_output": {0: "batch"}})
    write(folder, "config.json", {
        "architectures": ["SiglipModel"], "model_type": "siglip",
        "text_config": {**tower, "model_type": "siglip_text_model", "vocab_size": len(words), "max_position_embeddings": 64},
        "vision_config": {**tower, "model_type": "siglip_vision_model", "image_size": SIZE, "patch_size": 8},
    })
    write(folder, "preprocessor_config.json", {
        "do_normalize": True, "do_rescale": True, "do_resize": True, "image_mean": [0.5, 0.5, 0.5], "image_std": [0.5, 0.5, 0.5],
        "image_processor_type": "SiglipImageProcessor", "processor_class": "SiglipProcessor", "resample": 3,
        "rescale_factor": 1 / 255, "size": {"height": SIZE, "width": SIZE},
    })
    ids = [row + [0] * (64 - len(row)) for row in ids_of(folder, TEXTS)]
    with torch.no_grad():
        write(folder, "reference.json", {
            "image": rows(model.vision_model(pixel_values=prepared(read(folder, "preprocessor_config.json"))).pooler_output)[0],
            "texts": TEXTS,
            "ids": ids,
            "text": [rows(model.text_model(input_ids=torch.tensor([row])).pooler_output)[0] for row in ids],
        })


def dinov2(model_id):
    folder = MODELS / model_id
    sizes = {"hidden_size": 32, "num_attention_heads": 2, "num_hidden_layers": 2, "mlp_ratio": 2, "image_size": SIZE, "patch_size": 8}
    model = Dinov2Model(Dinov2Config(**sizes, attn_implementation="eager"))
    louder(model)
    # The position table fits the one size that is used, so that the graph holds no bicubic resize.
    model.embeddings.interpolate_pos_encoding = lambda embeddings, height, width: model.embeddings.position_embeddings
    export(Picked(model, "last_hidden_state", "pixel_values"), (fixed_pixels(),), folder / "onnx/model.onnx", ["pixel_values"],
           ["last_hidden_state"], {"pixel_values": {0: "batch"}, "last_hidden_state": {0: "batch"}})
    write(folder, "config.json", {"architectures": ["Dinov2Model"], "model_type": "dinov2", **sizes})
    write(folder, "preprocessor_config.json", {
        "crop_size": {"height": SIZE, "width": SIZE}, "do_center_crop": True, "do_convert_rgb": True, "do_normalize": True,
        "do_rescale": True, "do_resize": True, "image_mean": [0.485, 0.456, 0.406], "image_std": [0.229, 0.224, 0.225],
        "image_processor_type": "BitImageProcessor", "resample": 3, "rescale_factor": 1 / 255, "size": {"shortest_edge": SIZE + 4},
    })
    with torch.no_grad():
        hidden = model(pixel_values=prepared(read(folder, "preprocessor_config.json"))).last_hidden_state
        write(folder, "reference.json", {"image": rows(hidden[:, 0])[0]})


class Decoder(nn.Module):
    """GPT-2 with cross-attention: what decoder_model_merged.onnx of the conversion takes and gives, with a past that may be empty."""

    def __init__(self, vocab, hidden=32, heads=2, layers=2, positions=128):
        super().__init__()
        self.heads, self.layers = heads, layers
        self.wte, self.wpe = nn.Embedding(vocab, hidden), nn.Embedding(positions, hidden)
        self.blocks = nn.ModuleList(
            nn.ModuleDict({
                "ln_1": nn.LayerNorm(hidden), "qkv": nn.Linear(hidden, 3 * hidden), "out": nn.Linear(hidden, hidden),
                "ln_cross": nn.LayerNorm(hidden), "q": nn.Linear(hidden, hidden), "kv": nn.Linear(hidden, 2 * hidden),
                "cross_out": nn.Linear(hidden, hidden), "ln_2": nn.LayerNorm(hidden),
                "up": nn.Linear(hidden, 2 * hidden), "down": nn.Linear(2 * hidden, hidden),
            })
            for _ in range(layers)
        )
        self.ln_f, self.head = nn.LayerNorm(hidden), nn.Linear(hidden, vocab, bias=True)

    def split(self, x):
        return x.reshape(x.shape[0], x.shape[1], self.heads, -1).transpose(1, 2)

    def join(self, x):
        x = x.transpose(1, 2)
        return x.reshape(x.shape[0], x.shape[1], -1)

    def forward(self, input_ids, encoder_hidden_states, *past):
        offset = past[0].shape[2]
        length = input_ids.shape[1]
        positions = torch.arange(length) + offset
        x = self.wte(input_ids) + self.wpe(positions)
        mask = torch.arange(length + offset)[None, :] > positions[:, None]
        presents = []
        for i, block in enumerate(self.blocks):
            q, k, v = map(self.split, block["qkv"](block["ln_1"](x)).chunk(3, dim=-1))
            k, v = torch.cat([past[2 * i], k], dim=2), torch.cat([past[2 * i + 1], v], dim=2)
            presents += [k, v]
            scores = (q @ k.transpose(-1, -2)) / q.shape[-1] ** 0.5
            x = x + block["out"](self.join(torch.softmax(scores.masked_fill(mask, -1e4), -1) @ v))
            q = self.split(block["q"](block["ln_cross"](x)))
            k, v = map(self.split, block["kv"](encoder_hidden_states).chunk(2, dim=-1))
            x = x + block["cross_out"](self.join(torch.softmax((q @ k.transpose(-1, -2)) / q.shape[-1] ** 0.5, -1) @ v))
            x = x + block["down"](torch.relu(block["up"](block["ln_2"](x))))
        return (self.head(self.ln_f(x)), *presents)


def vit_gpt2(model_id):
    folder = MODELS / model_id
    vocab, end, words = gpt2_tokenizer(folder)
    sizes = {"hidden_size": 32, "intermediate_size": 64, "num_attention_heads": 2, "num_hidden_layers": 2, "image_size": SIZE,
             "patch_size": 8}
    encoder = ViTModel(ViTConfig(**sizes, attn_implementation="eager"), add_pooling_layer=False)
    decoder = Decoder(vocab)
    louder(encoder, 4.0)
    with torch.no_grad():
        for parameter in decoder.parameters():
            if parameter.ndim > 1:
                parameter.normal_(0, 0.35)
        # Whole words alone are written, and after some of them the end becomes likelier.
        decoder.head.bias.fill_(-40)
        decoder.head.bias[words] = 0
        decoder.head.bias[end] = 1
    export(Picked(encoder, "last_hidden_state", "pixel_values"), (fixed_pixels(),), folder / "onnx/encoder_model.onnx",
           ["pixel_values"], ["last_hidden_state"], {"pixel_values": {0: "batch"}, "last_hidden_state": {0: "batch"}})
    past_names = [f"past_key_values.{i}.{kind}" for i in range(2) for kind in ("key", "value")]
    present_names = [f"present.{i}.{kind}" for i in range(2) for kind in ("key", "value")]
    past = [torch.zeros(1, 2, 3, 16) for _ in past_names]
    hidden = torch.zeros(1, 17, 32)
    export(decoder, (torch.tensor([[end, 3]]), hidden, *past), folder / "onnx/decoder_model_merged.onnx",
           ["input_ids", "encoder_hidden_states", *past_names], ["logits", *present_names],
           {"input_ids": {0: "batch", 1: "sequence"}, "encoder_hidden_states": {0: "batch", 1: "encoder_sequence"},
            "logits": {0: "batch", 1: "sequence"},
            **{name: {0: "batch", 2: "past"} for name in past_names}, **{name: {0: "batch", 2: "total"} for name in present_names}})
    write(folder, "config.json", {
        "architectures": ["VisionEncoderDecoderModel"], "model_type": "vision-encoder-decoder", "is_encoder_decoder": True,
        "bos_token_id": end, "eos_token_id": end, "pad_token_id": end, "decoder_start_token_id": end,
        "encoder": {"model_type": "vit", **sizes},
        "decoder": {"model_type": "gpt2", "n_embd": 32, "n_head": 2, "n_layer": 2, "n_positions": 128, "vocab_size": vocab,
                    "add_cross_attention": True, "is_decoder": True, "bos_token_id": end, "eos_token_id": end},
    })
    write(folder, "generation_config.json", {
        "bos_token_id": end, "eos_token_id": end, "pad_token_id": end, "decoder_start_token_id": end, "max_length": 24,
    })
    write(folder, "preprocessor_config.json", {
        "do_normalize": True, "do_rescale": True, "do_resize": True, "image_mean": [0.5, 0.5, 0.5], "image_std": [0.5, 0.5, 0.5],
        "image_processor_type": "ViTImageProcessor", "resample": 2, "rescale_factor": 1 / 255,
        "size": {"height": SIZE, "width": SIZE},
    })
    ids, gap = greedy(encoder, decoder, end, prepared(read(folder, "preprocessor_config.json")))
    tokenizer = PreTrainedTokenizerFast(tokenizer_file=str(folder / "tokenizer.json"))
    caption = tokenizer.decode(ids, skip_special_tokens=True).strip()
    write(folder, "reference.json", {"ids": ids, "caption": caption})
    print(f"{model_id}: {caption!r}, smallest gap to the second token {gap:.3f}")


def greedy(encoder, decoder, end, pixels, most=33):
    """Token ids of a picture, and the smallest distance between the first and the second logit on the way."""
    encoder.eval(), decoder.eval()
    with torch.no_grad():
        hidden = encoder(pixel_values=pixels).last_hidden_state
        ids, gap = [end], np.inf
        while len(ids) < most:
            empty = [torch.zeros(1, 2, 0, 16) for _ in range(4)]
            logits = decoder(torch.tensor([ids]), hidden, *empty)[0][0, -1]
            first, second = torch.topk(logits, 2).values
            gap = min(gap, float(first - second))
            ids.append(int(logits.argmax()))
            if ids[-1] == end:
                break
    return ids, gap


main()
