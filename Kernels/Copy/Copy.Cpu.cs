using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Kernels;

public sealed unsafe partial class CpuKernels<TLanes>
{
    /// <inheritdoc/>
    public void Fill(Buffer x, double value)
    {
        float word = x.Type == DType.I32 ? BitConverter.Int32BitsToSingle((int)value) : (float)value;
        var job = new FillJob { X = (float*)Words(x), Value = word, Pieces = Pieces.OfElements(x.Length) };
        team.Run(ref job, job.Pieces.Count);
    }

    /// <inheritdoc/>
    public void Copy(Buffer x, Buffer y)
    {
        var job = new CopyJob { X = Words(x), Y = Words(y), Pieces = Pieces.OfElements(y.Length) };
        team.Run(ref job, job.Pieces.Count);
    }

    /// <inheritdoc/>
    public void AddInto(Buffer x, Buffer y)
    {
        var job = new AddIntoJob { X = x.FloatPointer, Y = y.FloatPointer, Pieces = Pieces.OfElements(y.Length) };
        team.Run(ref job, job.Pieces.Count);
    }

    /// <inheritdoc/>
    public void MaskedFill(Buffer x, Buffer mask, Buffer y, double value)
    {
        var job = new MaskedFillJob
        {
            X = x.FloatPointer,
            Mask = mask.IntPointer,
            Y = y.FloatPointer,
            Value = (float)value,
            Pieces = Pieces.OfElements(y.Length),
        };
        team.Run(ref job, job.Pieces.Count);
    }

    /// <summary>The elements as 32-bit words: copying floats and integers is the same.</summary>
    private static int* Words(Buffer buffer) => buffer.Type == DType.I32 ? buffer.IntPointer : (int*)buffer.FloatPointer;

    private struct FillJob : IJob
    {
        public float* X;
        public float Value;
        public Pieces Pieces;

        public void Run(int piece) =>
            Store(new Same(Value), X + Pieces.Start(piece), Pieces.End(piece) - Pieces.Start(piece));
    }

    private struct CopyJob : IJob
    {
        public int* X;
        public int* Y;
        public Pieces Pieces;

        public void Run(int piece)
        {
            int start = Pieces.Start(piece);
            int count = Pieces.End(piece) - start;
            new Span<int>(X + start, count).CopyTo(new Span<int>(Y + start, count));
        }
    }

    private struct AddIntoJob : IJob
    {
        public float* X;
        public float* Y;
        public Pieces Pieces;

        public void Run(int piece)
        {
            int start = Pieces.Start(piece);
            Accumulate(new Along(X + start), Y + start, Pieces.End(piece) - start);
        }
    }

    private struct MaskedFillJob : IJob
    {
        public float* X;
        public int* Mask;
        public float* Y;
        public float Value;
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
                    var keeps = Vector256.Equals(Vector256.Load(Mask + i), Vector256<int>.Zero).AsSingle();
                    Vector256.ConditionalSelect(keeps, Vector256.Load(X + i), Vector256.Create(Value)).Store(Y + i);
                }
            }

            for (; i < end; i++)
            {
                Y[i] = Mask[i] != 0 ? Value : X[i];
            }
        }
    }
}
