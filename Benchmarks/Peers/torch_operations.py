"""Times one operation of PyTorch, forward or backward, on random numbers.

    python3 torch_operations.py "softmax backward" 4096 1024 --threads 1

Each line on standard input is a number of repetitions; the answer is a line of JSON with the milliseconds that one of them took.
"""
import argparse
import json
import sys
import time

import torch
import torch.nn.functional as F


def attention(qkv, heads):
    """Causal attention as nanoGPT writes it where PyTorch has no fused one. qkv: (B, T, 3C)."""
    b, t, c = qkv.shape[0], qkv.shape[1], qkv.shape[2] // 3
    q, k, v = (part.view(b, t, heads, c // heads).transpose(1, 2) for part in qkv.split(c, dim=2))
    if hasattr(F, "scaled_dot_product_attention"):
        y = F.scaled_dot_product_attention(q, k, v, is_causal=True)
    else:
        future = torch.triu(torch.ones(t, t, dtype=torch.bool), diagonal=1)
        scores = (q @ k.transpose(2, 3)) * (c // heads) ** -0.5
        y = F.softmax(scores.masked_fill(future, float("-inf")), dim=-1) @ v
    return y.transpose(1, 2).reshape(b, t, c)


def forward_of(name, sizes):
    """The operation as a function of nothing, and the tensors that gradients flow to."""
    if name == "attention":
        b, t, c, heads = sizes
        qkv = torch.randn(b, t, 3 * c, requires_grad=True)
        return (lambda: attention(qkv, heads)), [qkv]
    x = torch.randn(*sizes, requires_grad=True)
    if name == "softmax":
        return (lambda: F.softmax(x, dim=-1)), [x]
    if name == "gelu":
        return (lambda: F.gelu(x)), [x]
    if name == "layer norm":
        gamma, beta = torch.ones(sizes[-1], requires_grad=True), torch.zeros(sizes[-1], requires_grad=True)
        return (lambda: F.layer_norm(x, (sizes[-1],), gamma, beta)), [x, gamma, beta]
    if name == "cross entropy":
        targets = torch.randint(sizes[1], (sizes[0],))
        return (lambda: F.cross_entropy(x, targets)), [x]
    raise SystemExit(f"no operation '{name}'")


def action_of(name, sizes):
    """What is timed, as a function of nothing."""
    if name == "AdamW":
        weights = torch.nn.Parameter(torch.randn(sizes[0]))
        weights.grad = torch.randn(sizes[0])
        return torch.optim.AdamW([weights], lr=1e-3, betas=(0.9, 0.99), weight_decay=0.1).step
    if not name.endswith(" backward"):
        forward, _ = forward_of(name, sizes)

        def without_tape():
            with torch.no_grad():
                forward()

        return without_tape
    forward, leaves = forward_of(name[: -len(" backward")], sizes)
    y = forward()
    upstream = torch.randn_like(y)

    def backward():
        for leaf in leaves:
            leaf.grad = None
        y.backward(upstream, retain_graph=True)

    return backward


def main():
    parser = argparse.ArgumentParser(description="Times one operation of PyTorch.")
    parser.add_argument("operation")
    parser.add_argument("sizes", type=int, nargs="+")
    parser.add_argument("--threads", type=int, default=1)
    args = parser.parse_args()
    torch.set_num_threads(args.threads)
    torch.manual_seed(1337)
    action = action_of(args.operation, args.sizes)
    for line in sys.stdin:
        repeats = int(line)
        start = time.perf_counter()
        for _ in range(repeats):
            action()
        mean = 1e3 * (time.perf_counter() - start) / repeats
        print(json.dumps({"torch": torch.__version__, "milliseconds": [mean]}), flush=True)


if __name__ == "__main__":
    main()
