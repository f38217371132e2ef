# SPDX-License-Identifier: Apache-2.0
"""Trains the encoder further on labelled posts. Called by `make encoder`; see README.md beside this file.

    python train.py WEIGHTS LESSONS OUT [--leave PART] [--passes N] [--scores FILE]

WEIGHTS   folder that holds model.safetensors: all-MiniLM-L6-v2, or what this program wrote before
LESSONS   what `go run ./cmd/train pieces` wrote
OUT       safetensors with the trained weights and two new tables, head and piece
--leave   don't learn from the lessons of this part ("inner"), so that it can be measured on
--scores  write the classes' log odds of the part left out, one JSON line a lesson
"""
import argparse
import json

import numpy as np
import torch
from safetensors.torch import load_file, save_file
from torch import nn
from torch.nn import functional as F

WIDTH, HEADS, INNER = 384, 12, 1536


class Block(nn.Module):
    def __init__(self):
        super().__init__()
        self.query, self.key, self.value = (nn.Linear(WIDTH, WIDTH) for _ in range(3))
        self.out = nn.Linear(WIDTH, WIDTH)
        self.norm1 = nn.LayerNorm(WIDTH, eps=1e-12)
        self.widen = nn.Linear(WIDTH, INNER)
        self.back = nn.Linear(INNER, WIDTH)
        self.norm2 = nn.LayerNorm(WIDTH, eps=1e-12)
        self.drop = nn.Dropout(0.1)

    def forward(self, x, mask):
        batch, length, _ = x.shape
        split = lambda layer: layer(x).view(batch, length, HEADS, -1).transpose(1, 2)
        mixed = F.scaled_dot_product_attention(split(self.query), split(self.key), split(self.value), attn_mask=mask)
        x = self.norm1(x + self.drop(self.out(mixed.transpose(1, 2).reshape(batch, length, WIDTH))))
        return self.norm2(x + self.drop(self.back(F.gelu(self.widen(x)))))


# How the tables of the file are named, and where they belong here.
NAMES = {
    "attention.self.query": "query", "attention.self.key": "key", "attention.self.value": "value", "attention.output.dense": "out",
    "attention.output.LayerNorm": "norm1", "intermediate.dense": "widen", "output.dense": "back", "output.LayerNorm": "norm2",
}


class Encoder(nn.Module):
    def __init__(self, weights, classes, piece_classes, layers):
        super().__init__()
        self.words = nn.Embedding.from_pretrained(weights["embeddings.word_embeddings.weight"], freeze=True)
        places = weights["embeddings.position_embeddings.weight"] + weights["embeddings.token_type_embeddings.weight"][0]
        self.register_buffer("places", places)
        self.norm0 = nn.LayerNorm(WIDTH, eps=1e-12)
        self.norm0.load_state_dict({k: weights["embeddings.LayerNorm." + k] for k in ("weight", "bias")})
        self.layers = nn.ModuleList(Block() for _ in range(layers))
        for i, block in enumerate(self.layers):
            for theirs, ours in NAMES.items():
                name = f"encoder.layer.{i}.{theirs}."
                getattr(block, ours).load_state_dict({k: weights[name + k] for k in ("weight", "bias")})
        self.head = nn.Linear(2 * WIDTH, classes)
        self.piece = nn.Linear(WIDTH, piece_classes)
        self.drop = nn.Dropout(0.2)
        if "head.weight" in weights:  # trained before: go on from there
            for name in ("head", "piece"):
                getattr(self, name).load_state_dict({k: weights[f"{name}.{k}"] for k in ("weight", "bias")})

    def forward(self, ids, mask):
        x = self.norm0(self.words(ids) + self.places[: ids.shape[1]])
        for block in self.layers:
            x = block(x, mask[:, None, None, :])
        here = mask[..., None]
        mean = (x * here).sum(1) / here.sum(1)
        most = x.masked_fill(~here, -9).max(1).values
        return self.head(self.drop(torch.cat([mean, most], 1))), self.piece(self.drop(x))

    def tables(self, weights):
        """The weights under the names they came with."""
        out = {k: weights[k] for k in weights if k.startswith("embeddings.") and "position_ids" not in k}
        for k in ("weight", "bias"):
            out["embeddings.LayerNorm." + k] = getattr(self.norm0, k)
            out["head." + k], out["piece." + k] = getattr(self.head, k), getattr(self.piece, k)
            for i, block in enumerate(self.layers):
                for theirs, ours in NAMES.items():
                    out[f"encoder.layer.{i}.{theirs}.{k}"] = getattr(getattr(block, ours), k)
        return {k: v.detach().float().contiguous() for k, v in out.items()}


def batches(lessons, size, rng):
    """Lessons of like length together, in random order."""
    order = rng.permutation(len(lessons))
    out = []
    for at in range(0, len(order), size * 20):
        chunk = sorted(order[at : at + size * 20], key=lambda i: len(lessons[i]["pieces"]))
        out += [chunk[k : k + size] for k in range(0, len(chunk), size)]
    return [[lessons[i] for i in out[k]] for k in rng.permutation(len(out))]


def tensors(batch, head):
    length = max(len(l["pieces"]) for l in batch)
    ids = torch.zeros(len(batch), length, dtype=torch.long)
    mask = torch.zeros(len(batch), length, dtype=torch.bool)
    labels = torch.zeros(len(batch), len(head["classes"]))
    marks = torch.zeros(len(batch), length, len(head["piece_classes"]))
    areas = head["areas"]  # the piece classes of trouble and the areas come first
    judged = torch.zeros(len(batch), len(head["classes"]))
    known = torch.zeros(len(batch), length, len(head["piece_classes"]))
    for i, l in enumerate(batch):
        n = len(l["pieces"])
        ids[i, :n] = torch.tensor(l["pieces"])
        mask[i, :n] = True
        labels[i, l["labels"]] = 1
        for at, c in l["marks"]:
            marks[i, at, c] = 1
        known[i, :n, :areas] = float(l["areas"])
        known[i, :n, areas:] = float(l["facts"])
        judged[i, :-1] = float(l["judged"])
        judged[i, -1] = float(l["told"])
    return ids, mask, labels, judged, marks, known


def train(net, lessons, head, passes, rate, size, rng):
    new = list(net.head.parameters()) + list(net.piece.parameters())
    seen = {id(p) for p in new}
    old = [p for p in net.parameters() if p.requires_grad and id(p) not in seen]
    steps = passes * (-(-len(lessons) // size))
    opt = torch.optim.AdamW([{"params": old, "lr": rate}, {"params": new, "lr": 2e-3}], weight_decay=0.01)
    plan = torch.optim.lr_scheduler.LambdaLR(opt, lambda s: min((s + 1) / (0.1 * steps), max(0.0, (steps - s) / (0.9 * steps))))
    weight = torch.tensor([3.0, 3.0] + [1.5] * (len(head["classes"]) - 2))
    for p in range(passes):
        net.train()
        total = 0.0
        todo = batches(lessons, size, rng)
        for batch in todo:
            ids, mask, labels, judged, marks, known = tensors(batch, head)
            with torch.autocast("cpu", dtype=torch.bfloat16):
                whole, piece = net(ids, mask)
            whole, piece = whole.float(), piece.float()
            loss = (F.binary_cross_entropy_with_logits(whole, labels, reduction="none") * weight * judged).sum() / (judged.sum() + 1)
            per = F.binary_cross_entropy_with_logits(piece, marks, reduction="none", pos_weight=torch.tensor(3.0))
            loss = loss + (per * known).sum() / (known.sum() + 1)
            loss.backward()
            nn.utils.clip_grad_norm_(net.parameters(), 1.0)
            opt.step()
            plan.step()
            opt.zero_grad()
            total += loss.item()
        print(f"pass {p + 1} of {passes}: loss {total / len(todo):.4f}", flush=True)


def scores(net, lessons, head, out):
    net.eval()
    with torch.no_grad(), open(out, "w") as f:
        for at in range(0, len(lessons), 32):
            batch = lessons[at : at + 32]
            ids, mask, *_ = tensors(batch, head)
            whole, piece = net(ids, mask)
            for i, l in enumerate(batch):
                n = len(l["pieces"])
                most = piece[i, :n].max(0).values
                f.write(json.dumps({"id": l["id"], "pieces": l["pieces"], "whole": [round(v, 5) for v in whole[i].tolist()], "piece": [round(v, 5) for v in most.tolist()]}) + "\n")


def main():
    a = argparse.ArgumentParser()
    a.add_argument("weights")
    a.add_argument("lessons")
    a.add_argument("out")
    a.add_argument("--leave", default="")
    a.add_argument("--passes", type=int, default=4)
    a.add_argument("--rate", type=float, default=1e-4)
    a.add_argument("--layers", type=int, default=6)
    a.add_argument("--batch", type=int, default=16)
    a.add_argument("--seed", type=int, default=1)
    a.add_argument("--scores", default="")
    a = a.parse_args()
    torch.manual_seed(a.seed)
    rng = np.random.default_rng(a.seed)
    weights = load_file(a.weights + "/model.safetensors")
    lines = [json.loads(line) for line in open(a.lessons)]
    head, lessons = lines[0], lines[1:]
    net = Encoder(weights, len(head["classes"]), len(head["piece_classes"]), a.layers)
    weights = {k: v for k, v in weights.items() if k.startswith("embeddings.")}
    train(net, [l for l in lessons if l["part"] != a.leave], head, a.passes, a.rate, a.batch, rng)
    save_file(net.tables(weights), a.out)
    if a.scores:
        scores(net, [l for l in lessons if l["part"] == a.leave], head, a.scores)


if __name__ == "__main__":
    main()
