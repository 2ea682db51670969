"""SmolVLM (Idefics3: SigLIP tower, Llama) and Florence-2 (DaViT, BART), tiny, in the graphs of the hub's conversions.

The graphs with a cache are written out here, on the layers of transformers' own models; reference.json is of those models' `generate`.
"""

import torch
from torch import nn
from transformers import (
    Florence2Config,
    Florence2ForConditionalGeneration,
    Idefics3Config,
    Idefics3ForConditionalGeneration,
    PreTrainedTokenizerFast,
)
from transformers.models.llama.modeling_llama import apply_rotary_pos_emb, repeat_kv

from tiny_files import MODELS, SIZE, byte_level_tokenizer, export, louder, prepared, read, whole_words, write

LAYERS, HEADS, KV_HEADS, HIDDEN = 2, 4, 2, 32
HEAD = HIDDEN // HEADS
SMOLVLM_PROMPT = "Describe this image in one short sentence."
FLORENCE_PROMPT = "What does the image describe?"
NEW_TOKENS = 24


def causal(queries, keys):
    """[queries, keys] True where a query must not look: keys behind it. Queries are the last of the keys."""
    return torch.arange(keys)[None, :] > (torch.arange(queries) + keys - queries)[:, None]


def wordy(head_bias, words, end):
    """Whole words alone are written, and the end is as likely as a likely word."""
    with torch.no_grad():
        head_bias.fill_(-40)
        head_bias[words] = 0
        head_bias[end] = 1


def record(folder, model_id, model, tokenizer, inputs, prompt):
    """Greedy, and the smallest distance between the first and the second logit on the way, which tells how far rounding is from deciding."""
    with torch.no_grad():
        made = model.generate(**inputs, max_new_tokens=NEW_TOKENS, do_sample=False, num_beams=1, return_dict_in_generate=True,
                              output_logits=True)
    ids = made.sequences[0].tolist()[-len(made.logits):]
    gap = min(float(top[0] - top[1]) for top in (torch.topk(logits[0], 2).values for logits in made.logits))
    caption = tokenizer.decode(ids, skip_special_tokens=True).strip()
    write(folder, "reference.json", {"prompt": prompt, "maxTokens": NEW_TOKENS, "ids": ids, "caption": caption})
    print(f"{model_id}: {caption!r}, {len(ids)} tokens, smallest gap to the second token {gap:.3f}")


# SmolVLM --------------------------------------------------------------------------------------------------------------


class SmolVision(nn.Module):
    """pixel_values [batch, images, 3, H, W], pixel_attention_mask [batch, images, H, W] to image_features [images, tokens, hidden]."""

    def __init__(self, model):
        super().__init__()
        self.tower, self.connector = model.vision_model, model.connector

    def forward(self, pixel_values, pixel_attention_mask):
        pixels = (pixel_values * pixel_attention_mask[:, :, None].float()).flatten(0, 1)
        embeddings = self.tower.embeddings
        hidden = embeddings.patch_embedding(pixels).flatten(2).transpose(1, 2) + embeddings.position_embedding.weight
        hidden = self.tower.encoder(inputs_embeds=hidden).last_hidden_state
        return self.connector(self.tower.post_layernorm(hidden))


class LlamaDecoder(nn.Module):
    """decoder_model_merged.onnx: Llama on the layers of the model, with a past that may be empty."""

    def __init__(self, text_model, head):
        super().__init__()
        self.model, self.head = text_model, head

    def forward(self, inputs_embeds, attention_mask, position_ids, *past):
        x = inputs_embeds
        cos, sin = self.model.rotary_emb(x, position_ids)
        total = attention_mask.shape[1]
        hidden = causal(x.shape[1], total)[None, None] | (attention_mask == 0)[:, None, None, :]
        presents = []
        for i, layer in enumerate(self.model.layers):
            part, attention = layer.input_layernorm(x), layer.self_attn
            split = lambda y: y.reshape(y.shape[0], y.shape[1], -1, HEAD).transpose(1, 2)
            q, k, v = split(attention.q_proj(part)), split(attention.k_proj(part)), split(attention.v_proj(part))
            q, k = apply_rotary_pos_emb(q, k, cos, sin)
            k, v = torch.cat([past[2 * i], k], 2), torch.cat([past[2 * i + 1], v], 2)
            presents += [k, v]
            k, v = repeat_kv(k, HEADS // KV_HEADS), repeat_kv(v, HEADS // KV_HEADS)
            scores = (q @ k.transpose(-1, -2) / HEAD**0.5).masked_fill(hidden, -1e9)
            mixed = (torch.softmax(scores, -1) @ v).transpose(1, 2)
            x = x + attention.o_proj(mixed.reshape(mixed.shape[0], mixed.shape[1], HIDDEN))
            x = x + layer.mlp(layer.post_attention_layernorm(x))
        return (self.head(self.model.norm(x)), *presents)


def smolvlm(model_id):
    folder = MODELS / model_id
    specials = ["<|endoftext|>", "<|im_start|>", "<end_of_utterance>", "<fake_token_around_image>", "<global-img>", "<image>"]
    ids = byte_level_tokenizer(folder, specials, {
        "add_prefix_space": False, "bos_token": "<|im_start|>", "eos_token": "<end_of_utterance>", "model_max_length": 8192,
        "pad_token": "<|im_start|>", "tokenizer_class": "GPT2Tokenizer", "unk_token": "<|endoftext|>",
    })
    end, image = ids["<end_of_utterance>"], ids["<image>"]
    special_ids = {"bos_token_id": ids["<|im_start|>"], "eos_token_id": end, "pad_token_id": ids["<|im_start|>"]}
    text = {"model_type": "llama", "hidden_size": HIDDEN, "intermediate_size": 64, "num_hidden_layers": LAYERS,
            "num_attention_heads": HEADS, "num_key_value_heads": KV_HEADS, "head_dim": HEAD, "vocab_size": len(ids),
            "max_position_embeddings": 512, "rms_norm_eps": 1e-5, **special_ids}
    vision = {"model_type": "idefics3", "hidden_size": 32, "intermediate_size": 64, "num_hidden_layers": 2,
              "num_attention_heads": 2, "image_size": SIZE, "patch_size": 8}
    config = Idefics3Config(text_config=text, vision_config={k: v for k, v in vision.items() if k != "model_type"}, scale_factor=2,
                            image_token_id=image, attn_implementation="eager", tie_word_embeddings=False)
    model = Idefics3ForConditionalGeneration(config).eval()
    louder(model, 8.0)
    model.lm_head = nn.Linear(HIDDEN, len(ids), bias=True)
    with torch.no_grad():
        model.lm_head.weight.normal_(0, 1.5)
    wordy(model.lm_head.bias, whole_words(ids), end)
    inner = model.model
    pixels, mask = torch.zeros(1, 1, 3, SIZE, SIZE), torch.ones(1, 1, SIZE, SIZE, dtype=torch.bool)
    export(SmolVision(inner), (pixels, mask), folder / "onnx/vision_encoder.onnx", ["pixel_values", "pixel_attention_mask"],
           ["image_features"], {"pixel_values": {0: "batch", 1: "images"}, "pixel_attention_mask": {0: "batch", 1: "images"},
                                "image_features": {0: "total_images"}})
    export(inner.text_model.embed_tokens, (torch.tensor([[1, 2]]),), folder / "onnx/embed_tokens.onnx", ["input_ids"],
           ["inputs_embeds"], {"input_ids": {0: "batch", 1: "sequence"}, "inputs_embeds": {0: "batch", 1: "sequence"}})
    past_names = [f"past_key_values.{i}.{kind}" for i in range(LAYERS) for kind in ("key", "value")]
    present_names = [f"present.{i}.{kind}" for i in range(LAYERS) for kind in ("key", "value")]
    past = [torch.zeros(1, KV_HEADS, 3, HEAD) for _ in past_names]
    export(LlamaDecoder(inner.text_model, model.lm_head),
           (torch.zeros(1, 2, HIDDEN), torch.ones(1, 5, dtype=torch.int64), torch.tensor([[3, 4]]), *past),
           folder / "onnx/decoder_model_merged.onnx", ["inputs_embeds", "attention_mask", "position_ids", *past_names],
           ["logits", *present_names],
           {"inputs_embeds": {0: "batch", 1: "sequence"}, "attention_mask": {0: "batch", 1: "total"},
            "position_ids": {0: "batch", 1: "sequence"}, "logits": {0: "batch", 1: "sequence"},
            **{name: {0: "batch", 2: "past"} for name in past_names}, **{name: {0: "batch", 2: "total"} for name in present_names}})
    write(folder, "config.json", {"architectures": ["Idefics3ForConditionalGeneration"], "model_type": "idefics3",
                                  "image_token_id": image, "scale_factor": 2, "text_config": text, "vision_config": vision,
                                  **special_ids})
    write(folder, "generation_config.json", special_ids)
    write(folder, "preprocessor_config.json", {
        "do_convert_rgb": True, "do_image_splitting": True, "do_normalize": True, "do_pad": True, "do_rescale": True,
        "do_resize": True, "image_mean": [0.5, 0.5, 0.5], "image_std": [0.5, 0.5, 0.5],
        "image_processor_type": "Idefics3ImageProcessor", "max_image_size": {"longest_edge": SIZE},
        "processor_class": "Idefics3Processor", "resample": 1, "rescale_factor": 1 / 255, "size": {"longest_edge": 4 * SIZE},
    })
    tokens = (SIZE // 8 // 2) ** 2
    write(folder, "processor_config.json", {"image_seq_len": tokens, "processor_class": "Idefics3Processor"})
    tokenizer = PreTrainedTokenizerFast(tokenizer_file=str(folder / "tokenizer.json"))
    around = "<fake_token_around_image>"
    prompt = (f"<|im_start|>User:{around}<global-img>{'<image>' * tokens}{around}{SMOLVLM_PROMPT}<end_of_utterance>\nAssistant:")
    picture = prepared({**read(folder, "preprocessor_config.json"), "size": {"width": SIZE, "height": SIZE}})
    encoded = tokenizer(prompt, return_tensors="pt")
    record(folder, model_id, model, tokenizer, {
        "input_ids": encoded.input_ids, "attention_mask": encoded.attention_mask, "pixel_values": picture[None],
        "pixel_attention_mask": torch.ones(1, 1, SIZE, SIZE, dtype=torch.bool),
    }, SMOLVLM_PROMPT)


# Florence-2 -----------------------------------------------------------------------------------------------------------


class FlorenceVision(nn.Module):
    def __init__(self, model):
        super().__init__()
        self.model = model

    def forward(self, pixel_values):
        return self.model.get_image_features(pixel_values)


class FlorenceEncoder(nn.Module):
    def __init__(self, encoder):
        super().__init__()
        self.encoder = encoder

    def forward(self, attention_mask, inputs_embeds):
        bias = (1 - attention_mask.float())[:, None, None, :] * -1e9
        encoder = self.encoder
        x = encoder.layernorm_embedding(inputs_embeds + encoder.embed_positions.weight[2 : 2 + inputs_embeds.shape[1]][None])
        for layer in encoder.layers:
            x = bart_rest(layer, layer.self_attn_layer_norm(x + attend(layer.self_attn, x, keys(layer.self_attn, x), bias)))
        return x


class FlorenceDecoder(nn.Module):
    """decoder_model_merged.onnx: BART's decoder on the layers of the model. With use_cache_branch the cross-attention's keys and values are
    those of the past, as in the conversions, where that branch does not see the encoder."""

    def __init__(self, decoder, head):
        super().__init__()
        self.decoder, self.head = decoder, head

    def forward(self, encoder_attention_mask, encoder_hidden_states, inputs_embeds, use_cache_branch, *past):
        decoder, offset, length = self.decoder, past[0].shape[2], inputs_embeds.shape[1]
        positions = decoder.embed_positions.weight[2 + offset : 2 + offset + length]
        x = decoder.layernorm_embedding(inputs_embeds + positions[None])
        bias = causal(length, length + offset).float()[None, None] * -1e9
        cross_bias = (1 - encoder_attention_mask.float())[:, None, None, :] * -1e9
        fresh = 1 - use_cache_branch.float().reshape(1, 1, 1, 1)
        presents = []
        for i, layer in enumerate(decoder.layers):
            k, v = (torch.cat(pair, 2) for pair in zip(past[4 * i : 4 * i + 2], keys(layer.self_attn, x)))
            x = layer.self_attn_layer_norm(x + attend(layer.self_attn, x, (k, v), bias))
            count = encoder_hidden_states.shape[1]
            cross = [torch.cat([kept, made * fresh], 2)[:, :, :count]
                     for kept, made in zip(past[4 * i + 2 : 4 * i + 4], keys(layer.encoder_attn, encoder_hidden_states))]
            x = layer.encoder_attn_layer_norm(x + attend(layer.encoder_attn, x, cross, cross_bias))
            x = bart_rest(layer, x)
            presents += [k, v, *cross]
        return (self.head(x), *presents)


def heads(x):
    return x.reshape(x.shape[0], x.shape[1], HEADS, HEAD).transpose(1, 2)


def keys(attention, x):
    return heads(attention.k_proj(x)), heads(attention.v_proj(x))


def attend(attention, x, keys_values, bias):
    k, v = keys_values
    scores = heads(attention.q_proj(x)) @ k.transpose(-1, -2) / HEAD**0.5 + bias
    mixed = (torch.softmax(scores, -1) @ v).transpose(1, 2)
    return attention.out_proj(mixed.reshape(mixed.shape[0], mixed.shape[1], HIDDEN))


def bart_rest(layer, x):
    return layer.final_layer_norm(x + layer.fc2(nn.functional.gelu(layer.fc1(x))))


def florence2(model_id):
    folder = MODELS / model_id
    post = lambda vocab: {"type": "RobertaProcessing", "sep": ["</s>", vocab["</s>"]], "cls": ["<s>", vocab["<s>"]],
                          "trim_offsets": True, "add_prefix_space": False}
    ids = byte_level_tokenizer(folder, ["<s>", "<pad>", "</s>", "<unk>"], {
        "add_prefix_space": False, "bos_token": "<s>", "cls_token": "<s>", "eos_token": "</s>", "sep_token": "</s>",
        "pad_token": "<pad>", "unk_token": "<unk>", "model_max_length": 1024, "tokenizer_class": "BartTokenizer",
    }, post)
    special_ids = {"bos_token_id": ids["<s>"], "pad_token_id": ids["<pad>"], "eos_token_id": ids["</s>"],
                   "decoder_start_token_id": ids["</s>"], "forced_bos_token_id": ids["<s>"]}
    text = {"d_model": HIDDEN, "encoder_layers": 1, "decoder_layers": LAYERS, "encoder_attention_heads": HEADS,
            "decoder_attention_heads": HEADS, "encoder_ffn_dim": 64, "decoder_ffn_dim": 64, "vocab_size": len(ids),
            "max_position_embeddings": 128, "is_encoder_decoder": True, **special_ids, "forced_eos_token_id": ids["</s>"]}
    vision = {"embed_dim": [8, 8, 16, 32], "depths": [1, 1, 1, 1], "num_heads": [1, 1, 2, 2], "num_groups": [1, 1, 2, 2],
              "patch_size": [7, 3, 3, 3], "patch_stride": [4, 2, 2, 1], "patch_padding": [3, 1, 1, 1],
              "patch_prenorm": [False, True, True, True], "window_size": 2, "projection_dim": HIDDEN,
              "max_position_embeddings": 50, "drop_path_rate": 0.0}
    config = Florence2Config(text_config={"model_type": "bart", **text}, vision_config=vision, image_token_id=ids["<unk>"],
                             attn_implementation="eager", tie_word_embeddings=False, is_encoder_decoder=True, **special_ids)
    model = Florence2ForConditionalGeneration(config).eval()
    louder(model, 5.0)
    # The picture decides what is written: without this every picture would get one text, and a test would not see it ignored.
    for layer in model.model.language_model.decoder.layers:
        louder(layer.encoder_attn, 3.0)
    model.lm_head = nn.Linear(HIDDEN, len(ids), bias=True)
    with torch.no_grad():
        model.lm_head.weight.normal_(0, 0.5)
    wordy(model.lm_head.bias, whole_words(ids), ids["</s>"])
    inner = model.model
    bart = inner.language_model
    export(FlorenceVision(inner), (torch.zeros(1, 3, SIZE, SIZE),), folder / "onnx/vision_encoder.onnx", ["pixel_values"],
           ["image_features"], {"pixel_values": {0: "batch"}, "image_features": {0: "batch"}})
    export(bart.shared, (torch.tensor([[1, 2]]),), folder / "onnx/embed_tokens.onnx", ["input_ids"], ["inputs_embeds"],
           {"input_ids": {0: "batch", 1: "sequence"}, "inputs_embeds": {0: "batch", 1: "sequence"}})
    export(FlorenceEncoder(bart.encoder), (torch.ones(1, 6, dtype=torch.int64), torch.zeros(1, 6, HIDDEN)),
           folder / "onnx/encoder_model.onnx", ["attention_mask", "inputs_embeds"], ["last_hidden_state"],
           {"attention_mask": {0: "batch", 1: "sequence"}, "inputs_embeds": {0: "batch", 1: "sequence"},
            "last_hidden_state": {0: "batch", 1: "sequence"}})
    kinds = [f"{side}.{kind}" for side in ("decoder", "encoder") for kind in ("key", "value")]
    past_names = [f"past_key_values.{i}.{kind}" for i in range(LAYERS) for kind in kinds]
    present_names = [f"present.{i}.{kind}" for i in range(LAYERS) for kind in kinds]
    past = [torch.zeros(1, HEADS, 6 if "encoder" in name else 3, HEAD) for name in past_names]
    length = {name: {0: "batch", 2: f"{'encoder' if 'encoder' in name else 'past'}_{name.split('.')[0]}"}
              for name in (*past_names, *present_names)}
    export(FlorenceDecoder(bart.decoder, model.lm_head),
           (torch.ones(1, 6, dtype=torch.int64), torch.zeros(1, 6, HIDDEN), torch.zeros(1, 1, HIDDEN), torch.tensor([True]), *past),
           folder / "onnx/decoder_model_merged.onnx",
           ["encoder_attention_mask", "encoder_hidden_states", "inputs_embeds", "use_cache_branch", *past_names],
           ["logits", *present_names],
           {"encoder_attention_mask": {0: "batch", 1: "encoder"}, "encoder_hidden_states": {0: "batch", 1: "encoder"},
            "inputs_embeds": {0: "batch", 1: "sequence"}, "logits": {0: "batch", 1: "sequence"}, **length})
    write(folder, "config.json", {"architectures": ["Florence2ForConditionalGeneration"], "model_type": "florence2",
                                  "is_encoder_decoder": True, "projection_dim": HIDDEN, "text_config": {
                                      "model_type": "florence2_language", **text}, "vision_config": {"model_type": "davit"},
                                  "vocab_size": len(ids), **special_ids})
    write(folder, "generation_config.json", {**special_ids, "forced_eos_token_id": ids["</s>"], "num_beams": 3,
                                             "no_repeat_ngram_size": 3})
    write(folder, "preprocessor_config.json", {
        "crop_size": {"height": SIZE, "width": SIZE}, "do_center_crop": False, "do_convert_rgb": True, "do_normalize": True,
        "do_rescale": True, "do_resize": True, "image_mean": [0.485, 0.456, 0.406], "image_std": [0.229, 0.224, 0.225],
        "image_processor_type": "CLIPImageProcessor", "processor_class": "Florence2Processor", "resample": 3,
        "rescale_factor": 1 / 255, "size": {"height": SIZE, "width": SIZE},
        "task_prompts_without_inputs": {"<CAPTION>": FLORENCE_PROMPT},
    })
    tokenizer = PreTrainedTokenizerFast(tokenizer_file=str(folder / "tokenizer.json"))
    picture = prepared(read(folder, "preprocessor_config.json"))
    with torch.no_grad():
        tokens = inner.get_image_features(picture).shape[1]
    # Image tokens stand before the text, where the conversion puts the picture.
    encoded = torch.tensor([[ids["<unk>"]] * tokens + tokenizer(FLORENCE_PROMPT).input_ids])
    model.generation_config.forced_bos_token_id = ids["<s>"]
    model.generation_config.forced_eos_token_id = ids["</s>"]
    model.generation_config.no_repeat_ngram_size = 3
    record(folder, model_id, model, tokenizer, {
        "input_ids": encoded, "attention_mask": torch.ones_like(encoded), "pixel_values": picture,
    }, FLORENCE_PROMPT)
