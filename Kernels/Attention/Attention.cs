namespace Kernels;

/// <summary>The sizes of causal multi-head self-attention.</summary>
/// <param name="B">Sequences in the batch.</param>
/// <param name="T">Positions in a sequence.</param>
/// <param name="C">Channels, over all heads.</param>
/// <param name="Heads">Heads; divides C.</param>
/// <param name="Dropout">Share of the attention weights that is dropped, in [0, 1); 0 for none.</param>
/// <param name="Seed">Which weights are dropped: element ((b·Heads + h)·T + i)·T + j asks <see cref="CounterRandom"/>.</param>
public readonly record struct AttentionShape(int B, int T, int C, int Heads, float Dropout = 0, uint Seed = 0)
{
    /// <summary>Channels of one head.</summary>
    public int HeadSize => C / Heads;

    /// <summary>Two products over the lower triangle: 4·C multiply-adds for each of the T·(T+1)/2 pairs.</summary>
    public double ForwardFlops => 2.0 * B * C * T * (T + 1.0);

    /// <summary>Five products over the lower triangle.</summary>
    public double BackwardFlops => 2.5 * ForwardFlops;
}

public partial interface IKernels
{
    /// <summary>
    /// Causal multi-head self-attention (Vaswani et al. 2017). For each head, with q, k, v its slices of a row of qkv:
    /// s(i, j) = q(i)·k(j) / √HeadSize for j ≤ i; p(i, ·) = softmax(s(i, ·)); y(i) = Σⱼ drop(p(i, j)) v(j).
    /// qkv and y, and in the backward pass dy and dqkv, are all <see cref="Device.FloatType"/> or all <see cref="Device.BFloat16Type"/>; logSumExp is the former,
    /// and so are all sums.
    /// </summary>
    /// <param name="qkv">(B, T, 3·C): queries, keys and values of all heads side by side, as <c>c_attn</c> writes them.</param>
    /// <param name="y">(B, T, C): the heads' outputs side by side.</param>
    /// <param name="logSumExp">(B, Heads, T): log Σⱼ exp s(i, j), from which the backward pass rebuilds p.</param>
    /// <param name="shape">The sizes.</param>
    void AttentionForward(Buffer qkv, Buffer y, Buffer logSumExp, AttentionShape shape);

    /// <summary>
    /// With dp(i, j) = keep(i, j) dy(i)·v(j) and D(i) = dy(i)·y(i): ds(i, j) = p(i, j) (dp(i, j) - D(i));
    /// dq(i) = Σⱼ ds(i, j) k(j) / √HeadSize, dk(j) = Σᵢ ds(i, j) q(i) / √HeadSize, dv(j) = Σᵢ drop(p(i, j)) dy(i)
    /// (Dao et al. 2022, FlashAttention, appendix B). keep is 0 for a dropped weight, else 1 / (1 - Dropout).
    /// </summary>
    /// <param name="qkv">As in the forward pass.</param>
    /// <param name="y">The forward result.</param>
    /// <param name="logSumExp">From the forward pass.</param>
    /// <param name="dy">(B, T, C).</param>
    /// <param name="dqkv">(B, T, 3·C), overwritten.</param>
    /// <param name="shape">The sizes.</param>
    void AttentionBackward(Buffer qkv, Buffer y, Buffer logSumExp, Buffer dy, Buffer dqkv, AttentionShape shape);
}
