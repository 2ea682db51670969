"""All pairs ranked in PyTorch on the processor: the peer of the row ranking-pets.

    python3 ranking.py FOLDER PAIRS REPEATS

FOLDER holds features.f32 ([n, D] unit rows of the graph's nodes) and ranking.json. Timed: the product of all rows, its upper triangle, and the
PAIRS largest of it, sorted. The triangle's indices are made before the clock starts. Two ways to the same pairs; the faster one counts.
"""

import json
import sys
import time

from peer import answer, cores, need

np = need("numpy")
torch = need("torch")


def by_gather(z, upper, pairs):
    values = (z @ z.T).flatten()[upper]
    return torch.topk(values, pairs, sorted=True)


def by_mask(z, lower, pairs):
    similarities = z @ z.T
    similarities.masked_fill_(lower, -2.0)
    return torch.topk(similarities.flatten(), pairs, sorted=True)


def main(folder, pairs, repeats):
    torch.set_num_threads(cores())
    with open(f"{folder}/ranking.json") as file:
        shape = json.load(file)
    z = torch.from_numpy(
        np.fromfile(f"{folder}/ranking.f32", dtype="<f4").reshape(shape["rows"], shape["dimension"])
    )
    n = z.shape[0]
    row, column = torch.triu_indices(n, n, 1)
    upper = row * n + column
    lower = torch.ones(n, n, dtype=torch.bool).tril()
    seconds = {"gather": [], "mask": []}
    smallest = None
    for _ in range(repeats):
        for name, way, indices in (("gather", by_gather, upper), ("mask", by_mask, lower)):
            start = time.perf_counter()
            values, _ = way(z, indices, pairs)
            seconds[name].append(time.perf_counter() - start)
            smallest = values[-1].item()
    fastest = {name: min(times) for name, times in seconds.items()}
    answer({"seconds": min(fastest.values()), "ways": fastest, "smallest": smallest, "threads": torch.get_num_threads()})


main(sys.argv[1], int(sys.argv[2]), int(sys.argv[3]))
