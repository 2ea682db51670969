"""all-MiniLM-L6-v2 in float32 with NumPy: the reference the int8 file is measured against.

Post-norm BERT: six layers, twelve heads, exact GELU. One sentence at a time, so there is no
padding and no mask. Output: the mean of the last hidden states, at unit length.
"""

from pathlib import Path

import numpy as np
import torch
from safetensors.numpy import load_file

LAYERS = 6
HEADS = 12
EPSILON = 1e-12


def gelu(x: np.ndarray) -> np.ndarray:
    return 0.5 * x * (1 + torch.erf(torch.from_numpy(x) / 2**0.5).numpy())


def softmax(x: np.ndarray) -> np.ndarray:
    e = np.exp(x - x.max(-1, keepdims=True))
    return e / e.sum(-1, keepdims=True)


class MiniLmReference:
    def __init__(self, weights: Path) -> None:
        self.weights = load_file(weights)

    def linear(self, name: str, x: np.ndarray) -> np.ndarray:
        return x @ self.weights[f"{name}.weight"].T + self.weights[f"{name}.bias"]

    def norm(self, name: str, x: np.ndarray) -> np.ndarray:
        centred = x - x.mean(-1, keepdims=True)
        scaled = centred / np.sqrt((centred**2).mean(-1, keepdims=True) + EPSILON)
        return scaled * self.weights[f"{name}.weight"] + self.weights[f"{name}.bias"]

    def attention(self, name: str, x: np.ndarray) -> np.ndarray:
        length, width = x.shape
        query, key, value = (
            self.linear(f"{name}.self.{part}", x)
            .reshape(length, HEADS, width // HEADS)
            .transpose(1, 0, 2)
            for part in ("query", "key", "value")
        )
        scores = softmax(query @ key.transpose(0, 2, 1) / np.sqrt(width // HEADS))
        mixed = (scores @ value).transpose(1, 0, 2).reshape(length, width)
        return self.norm(
            f"{name}.output.LayerNorm", x + self.linear(f"{name}.output.dense", mixed)
        )

    def embed(self, token_ids: list[int]) -> np.ndarray:
        """Unit vector [384] of one sentence, given as token ids with [CLS] and [SEP]."""
        x = (
            self.weights["embeddings.word_embeddings.weight"][token_ids]
            + self.weights["embeddings.position_embeddings.weight"][: len(token_ids)]
            + self.weights["embeddings.token_type_embeddings.weight"][0]
        )
        x = self.norm("embeddings.LayerNorm", x)
        for layer in range(LAYERS):
            name = f"encoder.layer.{layer}"
            x = self.attention(f"{name}.attention", x)
            hidden = gelu(self.linear(f"{name}.intermediate.dense", x))
            x = self.norm(
                f"{name}.output.LayerNorm", x + self.linear(f"{name}.output.dense", hidden)
            )
        pooled = x.mean(0)
        return pooled / np.linalg.norm(pooled)
