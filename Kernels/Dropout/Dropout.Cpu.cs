using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Kernels;

public sealed unsafe partial class CpuKernels<TLanes>
{
    /// <inheritdoc/>
    public void Dropout(Buffer x, Buffer y, float p, uint seed)
    {
        var job = new DropoutJob
        {
            X = x.FloatPointer,
            Y = y.FloatPointer,
            Scale = (float)(1 / (1 - (double)p)),
            Threshold = CounterRandom.Threshold(p),
            Seed = seed,
            Pieces = Pieces.OfElements(y.Length, cost: 2),
        };
        team.Run(ref job, job.Pieces.Count);
    }

    private struct DropoutJob : IJob
    {
        public float* X;
        public float* Y;
        public float Scale;
        public uint Threshold;
        public uint Seed;
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
                    var keeps = CounterRandomVector.Keeps(Seed, (uint)i, Threshold);
                    (Vector256.Load(X + i) * Scale & keeps).Store(Y + i);
                }
            }

            for (; i < end; i++)
            {
                Y[i] = CounterRandom.Keeps(Seed, (uint)i, Threshold) ? X[i] * Scale : 0;
            }
        }
    }
}
