"""Predicts with an adapter that GA-Net Studio exported: adapter.json and adapter.safetensors.

    python3 predict.py FOLDER IMAGE.npy [TEXT.npy]

IMAGE.npy holds raw image embeddings [n, d] of the encoder that the adapter was trained on, TEXT.npy those of their captions; an adapter that
reads text only takes TEXT.npy alone. Prints, a line a row,
the class, its probability and the number of training rows that the row was joined to. Nothing is trained: a row is joined to the training rows
that are more similar than the threshold, and rows do not see each other. Needs torch, numpy and safetensors.
"""

import json
import os
import sys

import torch
from safetensors.torch import load_file


class GraphAdapter(torch.nn.Module):
    def __init__(self, config, tensors):
        super().__init__()
        self.config = config
        shapes = config["shapes"]
        d, r, c = shapes["featureDimension"], shapes["bottleneckDimension"], shapes["classes"]
        self.down = torch.nn.Linear(d, r)
        self.gcn = torch.nn.Linear(r, r)
        self.up = torch.nn.Linear(r, d)
        self.head = torch.nn.Linear(d, c)
        layers = ("down.", "gcn.", "up.", "head.")
        self.load_state_dict({k: v for k, v in tensors.items() if k.startswith(layers)})
        self.means = [tensors.get(config["imageMean"]), tensors.get(config["textMean"])]
        self.train_features = tensors["train.features"]
        self.train_degrees = tensors["train.degrees"]
        self.train_labels = tensors["train.labels"]

    def fuse(self, image, text=None):
        """E1 and E2: raw rows to z [n, D]."""
        w = self.config["modalityWeight"]
        shapes = self.config["shapes"]
        blocks = []
        if w < 1:
            blocks.append((1 - w) ** 0.5 * unit(image, self.means[0]))
        if w > 0:
            if text is None:
                text = torch.zeros(len(image), shapes["textDimension"])
            blocks.append(w**0.5 * unit(text, self.means[1]))
        return torch.cat(blocks, 1).float()

    def neighbours(self, z):
        """E8: [n, T], which training rows send to which row. In float64, as the threshold lies between two cosines."""
        return z.double() @ self.train_features.double().T > self.config["threshold"]

    def forward(self, z):
        """E8 to E13: z [n, D] to logits [n, C]."""
        joined = self.neighbours(z).double()
        degree = 1 + joined.sum(1, keepdim=True)
        weights = joined / (degree * self.train_degrees).sqrt()
        x = self.config["scale"] * z
        aggregated = (weights @ self.train_features.double()) * self.config["scale"] + x / degree
        ones = weights.sum(1, keepdim=True) + 1 / degree
        p = aggregated.float() @ self.down.weight.T + ones.float() * self.down.bias
        m = self.gcn(p)
        if self.config["activation"] == "relu":
            m = torch.relu(m)
        u = self.up(m)
        return self.head(x + u if self.config["residual"] else u)

    @torch.no_grad()
    def predict(self, image, text=None):
        """Class probabilities [n, C] of raw embeddings."""
        return torch.softmax(self(self.fuse(image, text)), 1)


def unit(rows, mean):
    """Unit rows, with the mean subtracted and made unit again; rows without a direction are zero."""
    rows = normalized(rows.double(), 1e-12)
    if mean is None:
        return rows
    present = rows.any(1, keepdim=True)
    return normalized((rows - mean) * present, 1e-5)


def normalized(rows, smallest):
    norm = rows.norm(dim=1, keepdim=True)
    return torch.where(norm < smallest, torch.zeros_like(rows), rows / norm.clamp_min(smallest))


def load(folder):
    with open(os.path.join(folder, "adapter.json"), encoding="utf-8") as file:
        config = json.load(file)
    tensors = load_file(os.path.join(folder, config["tensors"]))
    return GraphAdapter(config, tensors).eval()


def main(folder, *files):
    import numpy

    adapter = load(folder)
    rows = [torch.from_numpy(numpy.load(file)) for file in files]
    text_only = adapter.config["modalityWeight"] == 1
    z = adapter.fuse(None, rows[-1]) if text_only else adapter.fuse(*rows)
    probabilities = torch.softmax(adapter(z), 1)
    for row, joined in zip(probabilities.detach(), adapter.neighbours(z).sum(1)):
        best = int(row.argmax())
        print(f"{adapter.config['classNames'][best]}\t{row[best]:.4f}\t{int(joined)}")


if __name__ == "__main__":
    if len(sys.argv) not in (3, 4):
        sys.exit(__doc__)
    main(*sys.argv[1:])
