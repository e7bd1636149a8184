"""Times training steps of a GPT in PyTorch: the peer that the Benchmarks program stands beside.

The model has the shape that nanoGPT trains: pre-norm blocks, queries, keys and values from one matrix, GELU by the
error function, no biases, the output layer tied to the token embedding. Attention is written out (product, mask,
softmax, product), since PyTorch before 2.0 has no fused one for the processor; where there is one it is used.

A step is forward, zero_grad, backward, clip_grad_norm_ and AdamW on random tokens. One JSON line is printed:
    {"torch": "1.13.0", "milliseconds": [...], "median": 35.1}
With --steps 0 the script waits: each line it reads is a number of steps, answered by one JSON line, so that another
program can take turns with it.
"""

import argparse
import json
import math
import statistics
import sys
import time

import torch
from torch import nn
from torch.nn import functional as F

INIT_STD = 0.02
HAS_FUSED_ATTENTION = hasattr(F, "scaled_dot_product_attention")


class Norm(nn.Module):
    """Layer norm with a scale and no shift."""

    def __init__(self, channels):
        super().__init__()
        self.weight = nn.Parameter(torch.ones(channels))

    def forward(self, x):
        return F.layer_norm(x, self.weight.shape, self.weight, None, 1e-5)


class Attention(nn.Module):
    """Causal multi-head self-attention."""

    def __init__(self, channels, heads, block):
        super().__init__()
        self.heads = heads
        self.attend = nn.Linear(channels, 3 * channels, bias=False)
        self.project = nn.Linear(channels, channels, bias=False)
        future = torch.ones(block, block, dtype=torch.bool).triu(1)
        self.register_buffer("future", future)

    def forward(self, x):
        b, t, c = x.shape
        split = (b, t, self.heads, c // self.heads)
        q, k, v = (part.view(split).transpose(1, 2) for part in self.attend(x).split(c, dim=2))  # (B, H, T, C/H)
        if HAS_FUSED_ATTENTION:
            y = F.scaled_dot_product_attention(q, k, v, is_causal=True)
        else:
            scores = (q @ k.transpose(2, 3)) * (1 / math.sqrt(c // self.heads))  # (B, H, T, T)
            scores = scores.masked_fill(self.future[:t, :t], -math.inf)
            y = F.softmax(scores, dim=-1) @ v
        return self.project(y.transpose(1, 2).reshape(b, t, c))


class Block(nn.Module):
    """x + attention(norm(x)), then x + mlp(norm(x))."""

    def __init__(self, channels, heads, block):
        super().__init__()
        self.norm1 = Norm(channels)
        self.attention = Attention(channels, heads, block)
        self.norm2 = Norm(channels)
        self.expand = nn.Linear(channels, 4 * channels, bias=False)
        self.contract = nn.Linear(4 * channels, channels, bias=False)

    def forward(self, x):
        x = x + self.attention(self.norm1(x))
        return x + self.contract(F.gelu(self.expand(self.norm2(x))))


class Gpt(nn.Module):
    """The whole model; returns the mean loss."""

    def __init__(self, args):
        super().__init__()
        self.tokens = nn.Embedding(args.vocab, args.channels)
        self.positions = nn.Embedding(args.block, args.channels)
        self.blocks = nn.ModuleList(Block(args.channels, args.heads, args.block) for _ in range(args.layers))
        self.norm = Norm(args.channels)
        self.head = nn.Linear(args.channels, args.vocab, bias=False)
        self.head.weight = self.tokens.weight
        for weight in self.parameters():
            if weight.dim() >= 2:
                nn.init.normal_(weight, 0, INIT_STD)

    def forward(self, x, targets):
        h = self.tokens(x) + self.positions(torch.arange(x.shape[1]))
        for block in self.blocks:
            h = block(h)
        logits = self.head(self.norm(h))  # (B, T, V)
        return F.cross_entropy(logits.view(-1, logits.shape[-1]), targets.view(-1))


def main():
    parser = argparse.ArgumentParser(description="Times training steps of a GPT in PyTorch.")
    for name, default in [("layers", 4), ("heads", 4), ("channels", 128), ("block", 64), ("batch", 12), ("vocab", 65),
                          ("threads", 1), ("warmup", 3), ("steps", 20)]:
        parser.add_argument(f"--{name}", type=int, default=default)
    args = parser.parse_args()
    torch.set_num_threads(args.threads)
    torch.manual_seed(1337)
    model = Gpt(args)
    matrices = [weight for weight in model.parameters() if weight.dim() >= 2]
    vectors = [weight for weight in model.parameters() if weight.dim() < 2]
    groups = [{"params": matrices, "weight_decay": 0.1}, {"params": vectors, "weight_decay": 0.0}]
    optimizer = torch.optim.AdamW(groups, lr=1e-3, betas=(0.9, 0.99))

    def step():
        x = torch.randint(args.vocab, (args.batch, args.block))
        targets = torch.randint(args.vocab, (args.batch, args.block))
        start = time.perf_counter()
        loss = model(x, targets)
        optimizer.zero_grad(set_to_none=True)
        loss.backward()
        nn.utils.clip_grad_norm_(model.parameters(), 1.0)
        optimizer.step()
        loss.item()
        return 1e3 * (time.perf_counter() - start)

    def report(steps):
        times = [step() for _ in range(steps)]
        print(json.dumps({"torch": torch.__version__, "milliseconds": times, "median": statistics.median(times)}), flush=True)

    for _ in range(args.warmup):
        step()
    if args.steps > 0:
        report(args.steps)
        return
    for line in sys.stdin:
        report(int(line))


if __name__ == "__main__":
    main()
