"""The threshold sweep in PyTorch on the processor: the peer of the row sweep-pets.

    python3 sweep.py FOLDER plain|folded

FOLDER holds what the page wrote: problem.json, features.f32 (fused unit rows [N, D]) and initial-SEED.f32 (the page's own initial parameters).
A_hat X is made once a threshold and seed, before the clock starts. Timed: 150 epochs of forward, cross-entropy, autograd and Adam (eps 1e-7) over
all training rows, validation after each epoch with the best epoch kept, and the test rows once at the end.
plain: the equations as they are written (E9 to E13). folded: logits = X V + M (U V) + (b_u V + b_v), and Adam's fused kernel.
"""

import sys
import time

from peer import answer, cores, need

np = need("numpy")
torch = need("torch")
functional = torch.nn.functional
json = need("json")

WARM_UP_EPOCHS = 5


def parameters(folder, problem, seed):
    d, r, c = problem["dimension"], problem["bottleneckDimension"], problem["classCount"]
    shapes = [(d, r), (r,), (r, r), (r,), (r, d), (d,), (d, c), (c,)]
    flat = np.fromfile(f"{folder}/initial-{seed}.f32", dtype="<f4")
    out, start = [], 0
    for shape in shapes:
        size = int(np.prod(shape))
        values = torch.from_numpy(flat[start : start + size].reshape(shape).copy())
        out.append(values.requires_grad_())
        start += size
    assert start == flat.size
    return out


def inductive_parts(z, scale, run, threshold):
    """For each part (X, A_hat X, A_hat 1, labels): training rows joined among themselves, other rows receiving from them (E4 to E8)."""
    train = z[run["train"]["example"]]
    x_train = scale * train
    joined = (train @ train.T > threshold).float()
    joined.fill_diagonal_(1.0)
    degree = joined.sum(1)
    inverse_root = degree.rsqrt()
    parts = {}
    for name in ("train", "validation", "test"):
        own = z[run[name]["example"]]
        x = scale * own
        if name == "train":
            weights = joined * inverse_root[:, None] * inverse_root[None, :]
            aggregated, ones = weights @ x_train, weights.sum(1)
        else:
            received = (own @ train.T > threshold).float()
            own_degree = 1 + received.sum(1)
            weights = received * own_degree.rsqrt()[:, None] * inverse_root[None, :]
            aggregated = weights @ x_train + x / own_degree[:, None]
            ones = weights.sum(1) + 1 / own_degree
        labels = torch.tensor(run[name]["label"], dtype=torch.long)
        parts[name] = (x, aggregated, ones[:, None], labels)
    return parts


def plain_logits(p, part):
    down, down_bias, gcn, gcn_bias, up, up_bias, head, head_bias = p
    x, aggregated, ones, _ = part
    hidden = torch.relu((aggregated @ down + ones * down_bias) @ gcn + gcn_bias)
    return (x + (hidden @ up + up_bias)) @ head + head_bias


def folded_logits(p, part):
    down, down_bias, gcn, gcn_bias, up, up_bias, head, head_bias = p
    x, aggregated, ones, _ = part
    hidden = torch.relu((aggregated @ down + ones * down_bias) @ gcn + gcn_bias)
    return x @ head + hidden @ (up @ head) + (up_bias @ head + head_bias)


def train(p, parts, problem, variant, epochs):
    logits = plain_logits if variant == "plain" else folded_logits
    fused = {"fused": True} if variant == "folded" else {}
    adam = torch.optim.Adam(p, lr=problem["learningRate"], betas=(0.9, 0.999), eps=1e-7, **fused)
    losses, best, kept = [], None, None
    for _ in range(epochs):
        adam.zero_grad()
        loss = functional.cross_entropy(logits(p, parts["train"]), parts["train"][3])
        loss.backward()
        adam.step()
        losses.append(loss.item())
        with torch.no_grad():
            scores = logits(p, parts["validation"])
            labels = parts["validation"][3]
            accuracy = (scores.argmax(1) == labels).float().mean().item()
            rank = (accuracy, -functional.cross_entropy(scores, labels).item())
            if best is None or rank > best:
                best, kept = rank, [value.detach().clone() for value in p]
    with torch.no_grad():
        correct = logits(kept, parts["test"]).argmax(1) == parts["test"][3]
    return losses, correct.float().mean().item()


def main(folder, variant):
    torch.set_num_threads(cores())
    with open(f"{folder}/problem.json") as file:
        problem = json.load(file)
    rows = np.fromfile(f"{folder}/features.f32", dtype="<f4").reshape(-1, problem["dimension"])
    z = torch.from_numpy(rows)
    warm = inductive_parts(z, problem["scale"], problem["runs"][0], problem["thresholds"][0])
    seed = problem["runs"][0]["seed"]
    train(parameters(folder, problem, seed), warm, problem, variant, WARM_UP_EPOCHS)
    seconds, points = 0.0, []
    for threshold in problem["thresholds"]:
        for run in problem["runs"]:
            parts = inductive_parts(z, problem["scale"], run, threshold)
            p = parameters(folder, problem, run["seed"])
            start = time.perf_counter()
            losses, accuracy = train(p, parts, problem, variant, problem["epochs"])
            seconds += time.perf_counter() - start
            points.append(
                {"threshold": threshold, "seed": run["seed"], "losses": losses, "test": accuracy}
            )
    answer({"seconds": seconds, "threads": torch.get_num_threads(), "version": torch.__version__, "points": points})


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2])
