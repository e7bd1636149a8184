"""Times PyTorch's kernels on the shapes of the GPU ladders: what the command gpu of the Benchmarks program stands beside.

Random data; each time is the median over many runs, measured by the GPU's own events. With a path as its argument, the script writes
    {"torch": "2.11.0", "device": "...", "rows": [{"job": "softmax forward", "shape": [8192, 1024], "peer": "float32", "ms": 0.024}]}
"""

import json
import sys

import torch
import torch.nn.functional as F
from triton.testing import do_bench

rows = []


def row(job, shape, peer, run, flops=0.0, size=0.0):
    """Measures, prints and keeps one time; size is the bytes that must move."""
    ms = do_bench(run, warmup=20, rep=100, return_mode="median")
    rows.append(dict(job=job, shape=shape, peer=peer, ms=ms))
    print(f"{job} {shape}, {peer}: {ms:.4f} ms, {flops / ms / 1e9:.1f} TFLOP/s, {size / ms / 1e6:.0f} GB/s", flush=True)


def random(*shape, dtype=torch.float32, grad=False):
    return torch.randn(*shape, device="cuda", dtype=dtype).requires_grad_(grad)


def backward(result, inputs):
    """What runs the backward pass of a result that stays."""
    upstream = torch.randn_like(result)
    return lambda: torch.autograd.grad(result, inputs, upstream, retain_graph=True)


def copy(n):
    x = random(n)
    y = torch.empty_like(x)
    row("copy", [n], "copy_", lambda: y.copy_(x), size=8 * n)


def matmul(m, n, k, transpose_a, transpose_b):
    a = random(k, m).t() if transpose_a else random(m, k)
    b = random(n, k).t() if transpose_b else random(k, n)
    shape, flops = [m, n, k, transpose_a, transpose_b], 2.0 * m * n * k
    for peer, allowed in (("fp32", False), ("TF32", True)):
        torch.backends.cuda.matmul.allow_tf32 = allowed
        row("matmul", shape, peer, lambda: a @ b, flops)
    torch.backends.cuda.matmul.allow_tf32 = False
    c, d = a.to(torch.bfloat16), b.to(torch.bfloat16)
    row("matmul", shape, "bf16", lambda: c @ d, flops)


def attention(batch, heads, length, size, dtype):
    """Causal; half of the products count."""
    qkv = [random(batch, heads, length, size, dtype=dtype, grad=True) for _ in range(3)]
    shape, peer, flops = [batch, heads, length, size], str(dtype)[6:], 2.0 * batch * heads * length**2 * size
    run = lambda: F.scaled_dot_product_attention(*qkv, is_causal=True)
    row("attention forward", shape, peer, run, flops)
    row("attention backward", shape, peer, backward(run(), qkv), 2.5 * flops)


def over_rows(n, columns):
    x, size = random(n, columns, grad=True), 4.0 * n * columns
    if columns <= 4096:
        parameters = [random(columns, grad=True) for _ in range(2)]
        run = lambda: F.layer_norm(x, (columns,), *parameters)
        row("layernorm forward", [n, columns], "float32", run, size=2 * size)
        row("layernorm backward", [n, columns], "float32", backward(run(), [x, *parameters]), size=3 * size)
    else:
        targets = torch.randint(0, columns, (n,), device="cuda")
        run = lambda: F.cross_entropy(x, targets)
        row("cross entropy forward", [n, columns], "float32", run, size=size)
        row("cross entropy forward+backward", [n, columns], "float32", lambda: torch.autograd.grad(run(), x), size=2 * size)
    row("softmax forward", [n, columns], "float32", lambda: F.softmax(x, -1), size=2 * size)
    row("softmax backward", [n, columns], "float32", backward(F.softmax(x, -1), x), size=3 * size)


def adamw(n):
    p = random(n, grad=True)
    p.grad = torch.randn_like(p)
    optimizer = torch.optim.AdamW([p], fused=True)
    row("adamw", [n], "fused", optimizer.step, size=28.0 * n)


torch.manual_seed(0)
copy(1 << 27)
for m, n, k in [(4096, 4096, 4096), (8192, 8192, 8192), (8192, 768, 768), (8192, 2304, 768), (8192, 3072, 768), (8192, 768, 3072), (8192, 50304, 768)]:
    matmul(m, n, k, 0, 1)
matmul(4096, 4096, 4096, 0, 0)
matmul(3072, 768, 8192, 1, 0)
for shape in [(12, 12, 1024, 64), (32, 12, 1024, 64), (8, 16, 2048, 128)]:
    for dtype in (torch.bfloat16, torch.float32):
        attention(*shape, dtype)
for n, columns in [(8192, 768), (8192, 1024), (65536, 768), (65536, 1024), (1024, 50257), (8192, 50304)]:
    over_rows(n, columns)
adamw(124439808)
if len(sys.argv) > 1:
    with open(sys.argv[1], "w") as file:
        json.dump(dict(torch=torch.__version__, device=torch.cuda.get_device_name(), rows=rows), file, indent=1)
