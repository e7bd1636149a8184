using System.Reflection;

namespace Kernels;

/// <summary>
/// A job that several kernel versions can do, from the plainest to the fastest, with what is needed to check and time
/// each of them: shapes to try, the oracle's kernel, work and traffic as functions of the shape.
/// </summary>
public abstract class Ladder
{
    /// <summary>The job: <c>softmax forward</c>.</summary>
    public required string Name { get; init; }

    /// <summary>Shapes to check, each a list of sizes whose meaning the ladder knows: odd, 1, no multiple of a tile, long sums.</summary>
    public required int[][] Shapes { get; init; }

    /// <summary>Shapes small enough for the simulator.</summary>
    public required int[][] TinyShapes { get; init; }

    /// <summary>Shapes to time.</summary>
    public required int[][] LargeShapes { get; init; }

    /// <summary>The operands' lengths and roles for a shape.</summary>
    public required Func<int[], LadderOperand[]> Operands { get; init; }

    /// <summary>
    /// Completes a check's numbers with those that a backward pass gets from the forward pass (<see cref="OperandRole.FromForward"/>),
    /// by the oracle.
    /// </summary>
    public Action<double[][], int[]>? Forward { get; init; }

    /// <summary>Length of the longest sum behind a result: rounding errors grow with its square root.</summary>
    public required Func<int[], int> Terms { get; init; }

    /// <summary>Floating point operations.</summary>
    public required Func<int[], double> Flops { get; init; }

    /// <summary>Bytes, when every operand moves once.</summary>
    public Func<int[], double> Bytes => shape => Operands(shape).Sum(operand => (operand.IsBFloat16 ? 2.0 : 4.0) * operand.Length * (operand.Role is OperandRole.InOut or OperandRole.PositiveInOut ? 2 : 1));

    /// <summary>The versions, from the plainest up.</summary>
    public abstract IReadOnlyList<string> Rungs { get; }

    /// <summary>The ladders of a GPU's kernels: their properties of this type.</summary>
    internal static IReadOnlyList<Ladder> Of(IKernels kernels) =>
    [
        .. kernels.GetType().GetProperties(BindingFlags.Instance | BindingFlags.NonPublic | BindingFlags.Public)
            .Where(property => typeof(Ladder).IsAssignableFrom(property.PropertyType))
            .Select(property => (Ladder)property.GetValue(kernels)!)
            .OrderBy(ladder => ladder.Name, StringComparer.Ordinal),
    ];

    /// <summary>What a version must get from the device.</summary>
    public abstract KernelNeeds Needs(int rung);

    /// <summary>How exact a version is.</summary>
    public abstract Precision PrecisionOf(int rung);

    /// <summary>Whether a version is chosen only by its number.</summary>
    public abstract bool IsStudy(int rung);

    /// <summary>Whether a version can work on operands of a shape.</summary>
    public abstract bool Fits(int rung, Buffer[] operands, int[] shape);

    /// <summary>Queues a version.</summary>
    public abstract void Run(int rung, Buffer[] operands, int[] shape);

    /// <summary>Does the job with a device's own kernels: those of the oracle, in a check.</summary>
    public abstract void RunContract(IKernels kernels, Buffer[] operands, int[] shape);
}

/// <inheritdoc/>
/// <typeparam name="TCall">The job's arguments.</typeparam>
/// <param name="offers">What the device offers.</param>
/// <param name="rungs">The versions, from the plainest up.</param>
internal sealed class Ladder<TCall>(KernelNeeds offers, params Rung<TCall>[] rungs) : Ladder
    where TCall : struct
{
    /// <summary>The arguments from operands and shape.</summary>
    public required Func<Buffer[], int[], TCall> Call { get; init; }

    /// <summary>The method of <see cref="IKernels"/> that this is about.</summary>
    public required Action<IKernels, TCall> Contract { get; init; }

    /// <inheritdoc/>
    public override IReadOnlyList<string> Rungs { get; } = [.. rungs.Select(rung => rung.Name)];

    /// <summary>Queues the highest version in float that the device can run and that fits.</summary>
    public void RunBest(TCall call)
    {
        for (int i = rungs.Length - 1; i > 0; i--)
        {
            var rung = rungs[i];
            if (rung.Precision == Precision.Float && !rung.IsStudy && (rung.Needs & ~offers) == 0 && rung.Fits(call))
            {
                rung.Run(call);
                return;
            }
        }

        rungs[0].Run(call);
    }

    /// <inheritdoc/>
    public override KernelNeeds Needs(int rung) => rungs[rung].Needs;

    /// <inheritdoc/>
    public override Precision PrecisionOf(int rung) => rungs[rung].Precision;

    /// <inheritdoc/>
    public override bool IsStudy(int rung) => rungs[rung].IsStudy;

    /// <inheritdoc/>
    public override bool Fits(int rung, Buffer[] operands, int[] shape) => rungs[rung].Fits(Call(operands, shape));

    /// <inheritdoc/>
    public override void Run(int rung, Buffer[] operands, int[] shape) => rungs[rung].Run(Call(operands, shape));

    /// <inheritdoc/>
    public override void RunContract(IKernels kernels, Buffer[] operands, int[] shape) => Contract(kernels, Call(operands, shape));
}
