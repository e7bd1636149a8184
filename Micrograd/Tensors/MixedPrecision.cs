namespace Micrograd;

/// <summary>
/// Mixed precision (Micikevicius et al. 2018; with bf16, Kalamkar et al. 2019). Where it is entered, what lies between two matrix products is
/// bf16 (what products, norms, attention and functions of such results return, logits too), while the residual stream, weights, the optimizer's
/// moments, losses and statistics stay float, and a gradient has the type of its tensor.
/// </summary>
/// <remarks>
/// Products and norms make bf16 of floats; other operations keep the type of what they get, and a float plus a bf16 is a float. All add up in float. So a
/// branch in bf16 comes back to a residual stream in which nothing is lost, and a step too small for three digits still moves its weight ("master weights").
/// Tensor cores multiply bf16 many times as fast as floats, half as much memory moves, and bf16 has a float's range, so that the loss needs no scaling.
/// It belongs to the thread that entered it. PyTorch's <c>autocast</c> does much the same.
/// </remarks>
public sealed class MixedPrecision
{
    [ThreadStatic]
    private static MixedPrecision? current;

    private readonly Dictionary<Tensor, RoundedWeight> weights = new(ReferenceEqualityComparer.Instance);
    private int entries;

    /// <summary>The one entered on this thread; null: everything is float.</summary>
    internal static MixedPrecision? Current => current;

    /// <summary>
    /// Until the result is disposed, products and norms return bf16: <c>using (precision.Enter()) { loss = model.Loss(x, y); }</c>. The backward
    /// pass of what was recorded inside goes through bf16 too, wherever it is called.
    /// </summary>
    public Scope Enter()
    {
        entries++;
        return Switch(this);
    }

    /// <summary>One operation in mixed precision, for the catalogue.</summary>
    internal static Tensor Try(Func<Tensor> operation)
    {
        using var entered = new MixedPrecision().Enter();
        return operation();
    }

    /// <summary>The same once more for a block that is computed again, or in float for null.</summary>
    internal static Scope Switch(MixedPrecision? precision)
    {
        var scope = new Scope(current);
        current = precision;
        return scope;
    }

    /// <summary>What a product or a norm makes of its operands now.</summary>
    internal static DType ResultType(Device device) => current is null ? device.FloatType : DType.BF16;

    /// <summary>
    /// A tensor as an operand of a product: if there is a precision, one in bf16, which most are already; what comes from outside is rounded. Without one, floats.
    /// </summary>
    internal static Tensor Operand(MixedPrecision? precision, Tensor x) => precision is null || x.IsBFloat16 ? x
        : x is { RequiresGrad: true, Outlives: true } ? precision.RoundWeight(x) // a parameter
        : Round(x, Tensor.Empty(x.Device, DType.BF16, x.shape));

    /// <summary>Frees an operand, unless it is the tensor itself or a weight's copy.</summary>
    internal static void Release(Tensor operand, Tensor of)
    {
        if (!ReferenceEquals(operand, of) && !operand.Outlives)
        {
            operand.Free();
        }
    }

    /// <summary>
    /// A weight is rounded when it is first needed after each <see cref="Enter"/>, always into the same memory: the optimizer may have
    /// changed it since, but nothing changes it between its uses in one pass.
    /// </summary>
    private Tensor RoundWeight(Tensor weight)
    {
        if (!weights.TryGetValue(weight, out var rounded))
        {
            rounded = new RoundedWeight(Tensor.New(weight.Device, DType.BF16, weight.shape));
            rounded.Copy.Outlives = true;
            weights.Add(weight, rounded);
        }

        if (rounded.Entry != entries || rounded.Writes != weight.Writes)
        {
            Round(weight, rounded.Copy);
            (rounded.Entry, rounded.Writes) = (entries, weight.Writes);
        }

        return rounded.Copy;
    }

    /// <summary>
    /// Where an optimizer that changes a weight must put its rounded copy in the same pass; null: there is no copy yet. The next <see cref="Enter"/> takes it as it is, unless
    /// somebody has written the weight by then.
    /// </summary>
    internal Buffer? RenewCopy(Tensor weight)
    {
        if (!weights.TryGetValue(weight, out var rounded))
        {
            return null;
        }

        (rounded.Entry, rounded.Writes) = (entries + 1, weight.Writes);
        return rounded.Copy.Buffer;
    }

    private static Tensor Round(Tensor x, Tensor into)
    {
        x.Kernels.RoundToBFloat16(x.Buffer, into.Buffer);
        return into;
    }

    /// <summary>Switches back to what was before.</summary>
    /// <param name="before">What it was.</param>
    public readonly struct Scope(MixedPrecision? before) : IDisposable
    {
        /// <inheritdoc/>
        public void Dispose() => current = before;
    }

    private sealed class RoundedWeight(Tensor copy)
    {
        public Tensor Copy { get; } = copy;

        /// <summary>The entry in which it was rounded last.</summary>
        public int Entry { get; set; }

        /// <summary>The weight's <see cref="Tensor.Writes"/> then.</summary>
        public int Writes { get; set; }
    }
}
