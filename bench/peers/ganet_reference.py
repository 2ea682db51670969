"""Trains an exported adapter in PyTorch from the weights in its file, which our pipeline wrote before the first step, and prints the losses.

    python3 ganet_reference.py FOLDER [STEPS]

FOLDER holds adapter.json and adapter.safetensors. Inductive scope, residual and ReLU, as sweep.py writes the equations down: the training graph is
made anew from the features and the threshold, so that nothing of ours but the weights and the data comes in.
"""

import sys

from peer import answer, need
from sweep import inductive_parts, plain_logits

json = need("json")
torch = need("torch")
need("safetensors")
load_file = need("safetensors.torch").load_file

LAYERS = ("down", "gcn", "up", "head")


def parameters(tensors):
    """In sweep.py's order and layout: [in, out]."""
    out = []
    for layer in LAYERS:
        out.append(tensors[f"{layer}.weight"].T.contiguous().requires_grad_())
        out.append(tensors[f"{layer}.bias"].clone().requires_grad_())
    return out


def main(folder, steps):
    with open(f"{folder}/adapter.json", encoding="utf-8") as file:
        config = json.load(file)
    assert config["residual"] and config["activation"] == "relu" and config["scope"] == "inductive"
    tensors = load_file(f"{folder}/{config['tensors']}")
    labels = tensors["train.labels"].tolist()
    none = {"example": [], "label": []}
    run = {"train": {"example": list(range(len(labels))), "label": labels}, "validation": none, "test": none}
    parts = inductive_parts(tensors["train.features"], config["scale"], run, config["threshold"])
    p = parameters(tensors)
    adam = torch.optim.Adam(p, lr=config["training"]["learningRate"], betas=(0.9, 0.999), eps=1e-7)
    losses = []
    for _ in range(steps):
        adam.zero_grad()
        loss = torch.nn.functional.cross_entropy(plain_logits(p, parts["train"]), parts["train"][3])
        loss.backward()
        adam.step()
        losses.append(loss.item())
    answer({"losses": losses, "version": torch.__version__})


if __name__ == "__main__":
    main(sys.argv[1], int(sys.argv[2]) if len(sys.argv) > 2 else 10)
