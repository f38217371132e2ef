# SPDX-License-Identifier: Apache-2.0
"""Averages encoders that were trained from the same beginning, and writes what the mean says of a few lessons.

    python average.py LESSONS OUT REFERENCE WEIGHTS...

WEIGHTS   files train.py wrote; one with fewer classes has those of the others first, and has no part in the rest
REFERENCE pieces and log odds of a few lessons that may be studied, for the test of the Go encoder

Weights that began alike and were trained apart lie in one basin, and their mean reads better than each (Wortsman et al. 2022, model soups).
"""
import json
import sys

import torch
from safetensors.torch import load_file, save_file

import train


def mean(models):
    out = {}
    for name in models[0]:
        parts = [m[name] for m in models]
        rows = max(len(p) for p in parts)
        total, count = torch.zeros(rows, *parts[0].shape[1:]), torch.zeros(rows)
        for p in parts:
            total[: len(p)] += p
            count[: len(p)] += 1
        out[name] = (total / count.reshape(-1, *[1] * (total.dim() - 1))).contiguous()
    return out


def main():
    lessons, out, reference, *files = sys.argv[1:]
    with open(lessons) as f:
        head, *rest = (json.loads(line) for line in f)
    weights = mean([load_file(f) for f in files])
    save_file(weights, out)
    layers = sum(k.endswith("intermediate.dense.bias") for k in weights)
    net = train.Encoder(weights, len(head["classes"]), len(head["piece_classes"]), layers)
    train.scores(net, [l for l in rest if l["part"] == "extra"][::400], head, reference)


if __name__ == "__main__":
    main()
