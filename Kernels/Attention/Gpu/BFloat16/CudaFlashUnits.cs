using ILGPU;
using ILGPU.Runtime.Cuda;

namespace Kernels;

/// <summary>NVIDIA's instructions, from Ampere on.</summary>
internal readonly struct CudaFlashUnits : IFlashUnits
{
    /// <inheritdoc/>
    public static KernelNeeds Needs => KernelNeeds.Ptx | KernelNeeds.Shuffles;

    /// <inheritdoc/>
    public static int Threads => 128;

    /// <inheritdoc/>
    public static bool WarpsPart => true;

    /// <inheritdoc/>
    public static int AtLaunch(int bytes) => bytes;

    /// <inheritdoc/>
    public static int Once(int value)
    {
        CudaAsm.Emit("mov.b32 %0, %1;", out int result, value);
        return result;
    }

    /// <inheritdoc/>
    public static float Once(float value)
    {
        CudaAsm.Emit("mov.b32 %0, %1;", out float result, value);
        return result;
    }

    /// <inheritdoc/>
    public static ArrayView<Float4> Memory(int bytes) => SharedMemory.GetDynamic<Float4>();

    /// <inheritdoc/>
    public static int Start()
    {
        CudaAsm.Emit("loops.unroll;");
        return (int)SharedPanel.Memory();
    }

    /// <inheritdoc/>
    public static void Copy(ArrayView<Float4> memory, int target, FlashOperand source, int at, bool exists) =>
        CudaAsm.Emit("cp.async.cg.shared.global.L2::128B [%0], [%1], 16, %2;", target, source.Address + (16L * (exists ? at : 0)), exists ? 16 : 0);

    /// <inheritdoc/>
    public static void WaitForCopies() => SharedPanel.WaitForAll();

    /// <inheritdoc/>
    public static void WarpBarrier() => Warp.Barrier();

    /// <inheritdoc/>
    public static void Load(uint[] words, int at, ArrayView<Float4> memory, int row)
    {
        Output<uint> w0 = default, w1 = default, w2 = default, w3 = default;
        Input<int> from = row;
        CudaAsm.EmitRef("ldmatrix.sync.aligned.m8n8.x4.shared.b16 {%0,%1,%2,%3}, [%4];", ref w0, ref w1, ref w2, ref w3, ref from);
        Put(words, at, w0.Value, w1.Value, w2.Value, w3.Value);
    }

    /// <inheritdoc/>
    public static void LoadTransposed(uint[] words, int at, ArrayView<Float4> memory, int row)
    {
        Output<uint> w0 = default, w1 = default, w2 = default, w3 = default;
        Input<int> from = row;
        CudaAsm.EmitRef("ldmatrix.sync.aligned.m8n8.x4.trans.shared.b16 {%0,%1,%2,%3}, [%4];", ref w0, ref w1, ref w2, ref w3, ref from);
        Put(words, at, w0.Value, w1.Value, w2.Value, w3.Value);
    }

    /// <inheritdoc/>
    public static void MultiplyAdd(float[] sums, int at, uint[] a, int atA, uint[] b, int atB) =>
        BFloat16Core.MultiplyAdd(sums, at, a[atA], a[atA + 1], a[atA + 2], a[atA + 3], b[atB], b[atB + 1]);

    /// <inheritdoc/>
    public static uint Pack(float first, float second) => BFloat16Core.Pack(first, second);

    /// <inheritdoc/>
    public static float Exp2(float x)
    {
        CudaAsm.Emit("ex2.approx.ftz.f32 %0, %1;", out float result, x);
        return result;
    }

    /// <inheritdoc/>
    public static float Largest(float value) => ShuffledQuads.Largest(value);

    /// <inheritdoc/>
    public static float Sum(float value) => ShuffledQuads.Sum(value);

    private static void Put(uint[] words, int at, uint w0, uint w1, uint w2, uint w3)
    {
        words[at] = w0;
        words[at + 1] = w1;
        words[at + 2] = w2;
        words[at + 3] = w3;
    }
}
