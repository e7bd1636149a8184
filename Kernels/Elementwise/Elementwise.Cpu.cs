using System.Runtime.CompilerServices;

namespace Kernels;

public sealed unsafe partial class CpuKernels<TLanes>
{
    /// <inheritdoc/>
    public void Unary<TOp>(TOp op, Buffer x, Buffer y)
        where TOp : struct, IUnary
    {
        var job = new UnaryJob<TOp> { Op = op, X = x.FloatPointer, Y = y.FloatPointer, Pieces = Pieces.OfElements(y.Length, cost: 2) };
        team.Run(ref job, job.Pieces.Count);
    }

    /// <inheritdoc/>
    public void UnaryBackward<TOp>(TOp op, Buffer x, Buffer y, Buffer dy, Buffer dx)
        where TOp : struct, IUnary
    {
        var job = new UnaryBackwardJob<TOp>
        {
            Op = op,
            X = x.FloatPointer,
            Y = y.FloatPointer,
            Dy = dy.FloatPointer,
            Dx = dx.FloatPointer,
            Pieces = Pieces.OfElements(dx.Length, cost: 2),
        };
        team.Run(ref job, job.Pieces.Count);
    }

    private struct UnaryJob<TOp> : IJob
        where TOp : struct, IUnary
    {
        public TOp Op;
        public float* X;
        public float* Y;
        public Pieces Pieces;

        public void Run(int piece)
        {
            int start = Pieces.Start(piece);
            Store(new UnaryValue<TOp>(Op, X + start), Y + start, Pieces.End(piece) - start);
        }
    }

    private struct UnaryBackwardJob<TOp> : IJob
        where TOp : struct, IUnary
    {
        public TOp Op;
        public float* X;
        public float* Y;
        public float* Dy;
        public float* Dx;
        public Pieces Pieces;

        public void Run(int piece)
        {
            int start = Pieces.Start(piece);
            Store(new UnaryGradient<TOp>(Op, X + start, Y + start, Dy + start), Dx + start, Pieces.End(piece) - start);
        }
    }

    /// <summary>f(x).</summary>
    private readonly struct UnaryValue<TOp>(TOp op, float* x) : ISource
        where TOp : struct, IUnary
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public TLanes At<TReach>(int i, TReach reach)
            where TReach : struct, IReach
            => op.Forward(reach.Load(x + i));
    }

    /// <summary>f'(x)·dy.</summary>
    private readonly struct UnaryGradient<TOp>(TOp op, float* x, float* y, float* dy) : ISource
        where TOp : struct, IUnary
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public TLanes At<TReach>(int i, TReach reach)
            where TReach : struct, IReach
            => op.Backward(reach.Load(x + i), reach.Load(y + i), reach.Load(dy + i));
    }
}
