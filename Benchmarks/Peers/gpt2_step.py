"""Trains GPT-2 in PyTorch from given weights on given tokens: what the command gpu of the Benchmarks program stands beside.

Products are in bf16 by autocast; attention is PyTorch's own fused one (flash attention on a GPU), AdamW too. A step is zero_grad, forward,
backward, clip_grad_norm_ and AdamW on the next batch of the tokens. The script waits: each line that it reads is a number of steps, answered by
    {"torch": "2.11.0", "losses": [10.98, ...], "milliseconds": [61.3, ...]}
"""

import argparse
import json
import math
import sys
import time

import torch
from torch import nn
from torch.nn import functional as F

HAS_FUSED_ATTENTION = hasattr(F, "scaled_dot_product_attention")


class Attention(nn.Module):
    """Causal multi-head self-attention."""

    def __init__(self, channels, heads):
        super().__init__()
        self.heads = heads
        self.c_attn = nn.Linear(channels, 3 * channels)
        self.c_proj = nn.Linear(channels, channels)

    def forward(self, x):
        b, t, c = x.shape
        q, k, v = (part.view(b, t, self.heads, c // self.heads).transpose(1, 2) for part in self.c_attn(x).split(c, dim=2))
        if HAS_FUSED_ATTENTION:
            y = F.scaled_dot_product_attention(q, k, v, is_causal=True)
        else:
            future = torch.ones(t, t, dtype=torch.bool, device=x.device).triu(1)
            y = F.softmax((q @ k.transpose(2, 3) / math.sqrt(c // self.heads)).masked_fill(future, -math.inf), dim=-1).to(v.dtype) @ v
        return self.c_proj(y.transpose(1, 2).reshape(b, t, c))


class Mlp(nn.Module):
    """Four times as wide, GELU by tanh, and back."""

    def __init__(self, channels):
        super().__init__()
        self.c_fc = nn.Linear(channels, 4 * channels)
        self.c_proj = nn.Linear(4 * channels, channels)

    def forward(self, x):
        return self.c_proj(F.gelu(self.c_fc(x), approximate="tanh"))


class Block(nn.Module):
    """x + attention(norm(x)), then x + mlp(norm(x))."""

    def __init__(self, channels, heads):
        super().__init__()
        self.ln_1, self.attn = nn.LayerNorm(channels), Attention(channels, heads)
        self.ln_2, self.mlp = nn.LayerNorm(channels), Mlp(channels)

    def forward(self, x):
        x = x + self.attn(self.ln_1(x))
        return x + self.mlp(self.ln_2(x))


class Gpt(nn.Module):
    """GPT-2, with the names and the sizes of its weights."""

    def __init__(self, weights, heads):
        super().__init__()
        (vocab, channels), (length, _) = weights["transformer.wte.weight"].shape, weights["transformer.wpe.weight"].shape
        layers = 1 + max(int(name.split(".")[2]) for name in weights if name.startswith("transformer.h."))
        self.transformer = nn.ModuleDict(dict(
            wte=nn.Embedding(vocab, channels), wpe=nn.Embedding(length, channels),
            h=nn.ModuleList(Block(channels, heads) for _ in range(layers)), ln_f=nn.LayerNorm(channels)))
        self.lm_head = nn.Linear(channels, vocab, bias=False)
        self.lm_head.weight = self.transformer.wte.weight
        self.load_state_dict({**weights, "lm_head.weight": weights["transformer.wte.weight"]})

    def forward(self, x, targets):
        h = self.transformer.wte(x) + self.transformer.wpe(torch.arange(x.shape[1], device=x.device))
        for block in self.transformer.h:
            h = block(h)
        logits = self.lm_head(self.transformer.ln_f(h))
        return F.cross_entropy(logits.view(-1, logits.shape[-1]), targets.view(-1))


def read_safetensors(path):
    """The tensors of a file of floats, by name."""
    with open(path, "rb") as file:
        header = json.loads(file.read(int.from_bytes(file.read(8), "little")))
        data = bytearray(file.read())
    header.pop("__metadata__", None)
    return {name: torch.frombuffer(data, dtype=torch.float32, count=math.prod(entry["shape"]), offset=entry["data_offsets"][0]).reshape(entry["shape"])
            for name, entry in header.items()}


def main():
    parser = argparse.ArgumentParser(description="Trains GPT-2 in PyTorch.")
    for name, kind in [("device", str), ("compile", int), ("weights", str), ("tokens", str), ("heads", int), ("length", int), ("batch", int), ("learning-rate", float)]:
        parser.add_argument(f"--{name}", type=kind, required=True)
    args = parser.parse_args()
    if args.compile and not hasattr(torch, "compile"):
        sys.exit(f"PyTorch {torch.__version__} has no torch.compile")
    on_gpu = args.device == "cuda"
    torch.set_float32_matmul_precision("high")
    model = Gpt(read_safetensors(args.weights), args.heads).to(args.device)
    groups = [{"params": [p for p in model.parameters() if p.dim() >= 2], "weight_decay": 0.1},
              {"params": [p for p in model.parameters() if p.dim() < 2], "weight_decay": 0.0}]
    optimizer = torch.optim.AdamW(groups, lr=args.learning_rate, betas=(0.9, 0.95), eps=1e-8, **({"fused": True} if on_gpu else {}))
    loss_of = torch.compile(model) if args.compile else model
    with open(args.tokens, "rb") as file:
        data = bytearray(file.read())
    tokens = torch.frombuffer(data, dtype=torch.int16).to(torch.int32) & 0xFFFF  # old PyTorch has no uint16
    place = 0

    def step():
        nonlocal place
        part = tokens[place:place + args.batch * args.length + 1].to(args.device).long()
        place += args.batch * args.length
        x, targets = part[:-1].view(args.batch, -1), part[1:].view(args.batch, -1)
        start = time.perf_counter()
        optimizer.zero_grad(set_to_none=True)
        with torch.autocast(args.device, torch.bfloat16):
            loss = loss_of(x, targets)
        loss.backward()
        nn.utils.clip_grad_norm_(model.parameters(), 1.0)
        optimizer.step()
        result = loss.item()
        if on_gpu:
            torch.cuda.synchronize()
        return result, 1e3 * (time.perf_counter() - start)

    for line in sys.stdin:
        done = [step() for _ in range(int(line))]
        print(json.dumps({"torch": torch.__version__, "losses": [loss for loss, _ in done], "milliseconds": [time for _, time in done]}), flush=True)


if __name__ == "__main__":
    main()
