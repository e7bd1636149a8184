"""Times training steps of the lectures' small models in PyTorch: the peer of MakemoreRows.cs and ScalarRows.cs.

    python3 lecture_step.py 4 --threads 1                        the MLP with batch norm of lecture 4
    python3 lecture_step.py 6 --threads 1                        the WaveNet of lecture 6
    python3 lecture_step.py microgpt --lengths 6,7 --threads 1   microgpt on names of so many tokens, all positions of a name at once

Each line on standard input is a number of steps; the answer is a line of JSON with the milliseconds that one of them took. PyTorch's own
batch norm is used, which is faster than writing it out as the lecture does.
"""
import argparse
import json
import sys
import time

import torch
import torch.nn.functional as F

LETTERS, BATCH, EXAMPLES, RATE = 27, 32, 180_000, 0.1
CHANNELS, HEADS, BLOCK = 16, 4, 16


class HiddenLayer:
    """tanh(norm(x w)), where x are `join` neighbours side by side."""

    def __init__(self, join, inputs, outputs):
        self.join = join
        self.w = torch.randn(join * inputs, outputs) * (join * inputs) ** -0.5
        self.gain, self.bias = torch.ones(outputs), torch.zeros(outputs)
        self.mean, self.var = torch.zeros(outputs), torch.ones(outputs)
        self.parameters = [self.w, self.gain, self.bias]

    def __call__(self, x):
        b, t, c = x.shape
        z = x.view(b * t // self.join, c * self.join) @ self.w
        return F.batch_norm(z, self.mean, self.var, self.gain, self.bias, True, 0.001).tanh().view(b, t // self.join, -1)


def lecture(number):
    """A step of lecture 4 or 6, as a function of nothing: gradient descent on a batch of made-up examples."""
    context, embedding, joins, hidden = (3, 10, [3], 200) if number == 4 else (8, 24, [2, 2, 2], 128)
    table = torch.randn(LETTERS, embedding)
    layers = [HiddenLayer(join, embedding if i == 0 else hidden, hidden) for i, join in enumerate(joins)]
    w, b = 0.01 * torch.randn(hidden, LETTERS), torch.zeros(LETTERS)
    parameters = [table, w, b] + [p for layer in layers for p in layer.parameters]
    for p in parameters:
        p.requires_grad = True
    inputs, targets = torch.randint(LETTERS, (EXAMPLES, context)), torch.randint(LETTERS, (EXAMPLES,))

    def step():
        rows = torch.randint(EXAMPLES, (BATCH,))
        x = F.embedding(inputs[rows], table)
        for layer in layers:
            x = layer(x)
        loss = F.cross_entropy(torch.addmm(b, x.view(BATCH, hidden), w), targets[rows])
        for p in parameters:
            p.grad = None
        loss.backward()
        with torch.no_grad():
            for p in parameters:
                p.sub_(p.grad, alpha=RATE)

    return step


def microgpt(lengths):
    """A step of microgpt, as a function of nothing: one name, and Adam."""
    def weight(rows, columns):
        return torch.nn.Parameter(0.08 * torch.randn(rows, columns))

    wte, wpe, head, wo = weight(LETTERS, CHANNELS), weight(BLOCK, CHANNELS), weight(LETTERS, CHANNELS), weight(CHANNELS, CHANNELS)
    wqkv, up, down = weight(3 * CHANNELS, CHANNELS), weight(4 * CHANNELS, CHANNELS), weight(CHANNELS, 4 * CHANNELS)
    adam = torch.optim.Adam([wte, wpe, head, wo, wqkv, up, down], lr=0.005, betas=(0.85, 0.99))
    future = torch.full((BLOCK, BLOCK), float("-inf")).triu(1)
    names = [torch.randint(LETTERS, (length + 1,)) for length in lengths]
    turn = 0

    def norm(x):
        return x * (x.square().mean(-1, keepdim=True) + 1e-5).rsqrt()

    def step():
        nonlocal turn
        name = names[turn % len(names)]
        turn += 1
        n = len(name) - 1
        x = norm(wte[name[:-1]] + wpe[:n])  # (n, 16)
        q, k, v = F.linear(norm(x), wqkv).view(n, 3, HEADS, CHANNELS // HEADS).permute(1, 2, 0, 3)  # (4, n, 4) each
        weights = torch.softmax(torch.baddbmm(future[:n, :n], q, k.transpose(1, 2), alpha=(CHANNELS // HEADS) ** -0.5), -1)
        x = x + F.linear((weights @ v).transpose(0, 1).reshape(n, CHANNELS), wo)
        x = x + F.linear(F.linear(norm(x), up).relu(), down)
        loss = F.cross_entropy(F.linear(x, head), name[1:])
        adam.zero_grad(set_to_none=True)
        loss.backward()
        adam.step()

    return step


def main():
    parser = argparse.ArgumentParser(description="Times training steps of the lectures' small models in PyTorch.")
    parser.add_argument("model", choices=["4", "6", "microgpt"])
    parser.add_argument("--lengths", default="6", help="tokens to predict in each name")
    parser.add_argument("--threads", type=int, default=1)
    args = parser.parse_args()
    torch.set_num_threads(args.threads)
    torch.manual_seed(1337)
    step = microgpt([int(n) for n in args.lengths.split(",")]) if args.model == "microgpt" else lecture(int(args.model))
    for line in sys.stdin:
        repeats = int(line)
        start = time.perf_counter()
        for _ in range(repeats):
            step()
        mean = 1e3 * (time.perf_counter() - start) / repeats
        print(json.dumps({"torch": torch.__version__, "milliseconds": [mean]}), flush=True)


if __name__ == "__main__":
    main()
