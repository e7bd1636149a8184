using System.Runtime.CompilerServices;

namespace Kernels;

public sealed unsafe partial class CpuKernels<TLanes>
{
    /// <inheritdoc/>
    public void Rope(Buffer x, Buffer cos, Buffer sin, Buffer y, RopeShape shape) =>
        ForEachRow(new RopeRow(x.FloatPointer, cos.FloatPointer, sin.FloatPointer, y.FloatPointer, shape), shape.B * shape.T, shape.Columns, cost: 4);

    /// <summary>Pairs lie side by side, which no register of <typeparamref name="TLanes"/> can take apart: one pair after another.</summary>
    private readonly struct RopeRow(float* x, float* cos, float* sin, float* y, RopeShape shape) : IRowKernel
    {
        [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
        public void Run(int row)
        {
            int pairs = shape.HeadSize / 2, position = shape.First + (row % shape.T);
            float* rowX = x + ((long)row * shape.Columns);
            float* rowY = y + ((long)row * shape.Columns);
            float* cosines = cos + ((long)position * pairs);
            float* sines = sin + ((long)position * pairs);
            float sign = shape.Inverse ? -1 : 1;
            for (int head = 0; head < shape.Rotated; head += shape.HeadSize)
            {
                for (int i = 0; i < pairs; i++)
                {
                    float even = rowX[head + (2 * i)], odd = rowX[head + (2 * i) + 1], cosine = cosines[i], sine = sign * sines[i];
                    rowY[head + (2 * i)] = (even * cosine) - (odd * sine);
                    rowY[head + (2 * i) + 1] = (even * sine) + (odd * cosine);
                }
            }

            int rest = shape.Columns - shape.Rotated;
            new Span<float>(rowX + shape.Rotated, rest).CopyTo(new Span<float>(rowY + shape.Rotated, rest));
        }
    }
}
