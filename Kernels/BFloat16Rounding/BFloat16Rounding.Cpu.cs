using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Kernels;

public sealed unsafe partial class CpuKernels<TLanes>
{
    /// <inheritdoc/>
    public void RoundToBFloat16(Buffer x, Buffer y)
    {
        var job = new RoundToBFloat16Job { X = x.FloatPointer, Y = y.FloatPointer, Pieces = Pieces.OfElements(y.Length) };
        team.Run(ref job, job.Pieces.Count);
    }

    /// <inheritdoc/>
    public void WidenBFloat16(Buffer x, Buffer y) => Copy(x, y);

    private struct RoundToBFloat16Job : IJob
    {
        public float* X;
        public float* Y;
        public Pieces Pieces;

        [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
        public void Run(int piece)
        {
            int i = Pieces.Start(piece);
            int end = Pieces.End(piece);
            if (Width > 1)
            {
                for (; i <= end - Vector256<float>.Count; i += Vector256<float>.Count)
                {
                    Round(Vector256.Load(X + i)).Store(Y + i);
                }
            }

            for (; i < end; i++)
            {
                Y[i] = BFloat16.Round(X[i]);
            }
        }

        /// <summary>As <see cref="BFloat16.FromSingle"/>: a little less than half a unit of the last bit kept is added, and the rest that bit itself, if it is odd.</summary>
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        private static Vector256<float> Round(Vector256<float> x)
        {
            var bits = x.AsUInt32();
            var lastKept = (bits >> 16) & Vector256.Create(1u);
            var rounded = bits + Vector256.Create(0x7FFFu) + lastKept;
            var kept = Vector256.ConditionalSelect(Vector256.Equals(x, x).AsUInt32(), rounded, bits | Vector256.Create(0x400000u)); // NaN stays NaN
            return (kept & Vector256.Create(0xFFFF0000u)).AsSingle();
        }
    }
}
