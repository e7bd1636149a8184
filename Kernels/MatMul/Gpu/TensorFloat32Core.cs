using ILGPU.Runtime.Cuda;

namespace Kernels;

/// <summary>Factors in TF32: a float's exponent, 10 bits behind the point.</summary>
internal readonly struct TensorFloat32Core : ITensorCore
{
    /// <inheritdoc/>
    public static KernelNeeds Needs => KernelNeeds.Ptx;

    /// <inheritdoc/>
    public static int FactorsPerWord => 1;

    /// <inheritdoc/>
    public static uint Pack(float first, float second)
    {
        CudaAsm.Emit("cvt.rna.tf32.f32 %0, %1;", out uint word, first);
        return word;
    }

    /// <inheritdoc/>
    public static void MultiplyAdd(float[] sums, int at, uint a0, uint a1, uint a2, uint a3, uint b0, uint b1)
    {
        Ref<float> c0 = sums[at], c1 = sums[at + 1], c2 = sums[at + 2], c3 = sums[at + 3];
        Input<uint> x0 = a0, x1 = a1, x2 = a2, x3 = a3, y0 = b0, y1 = b1;
        CudaAsm.EmitRef(
            "mma.sync.aligned.m16n8k8.row.col.f32.tf32.tf32.f32 {%0,%1,%2,%3}, {%4,%5,%6,%7}, {%8,%9}, {%0,%1,%2,%3};",
            ref c0, ref c1, ref c2, ref c3, ref x0, ref x1, ref x2, ref x3, ref y0, ref y1);
        sums[at] = c0.Value;
        sums[at + 1] = c1.Value;
        sums[at + 2] = c2.Value;
        sums[at + 3] = c3.Value;
    }
}
