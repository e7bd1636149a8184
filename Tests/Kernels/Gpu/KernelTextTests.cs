namespace Tests;

/// <summary>What is changed in ILGPU's texts before drivers get them.</summary>
public class KernelTextTests
{
    [Fact]
    public void The_atomic_minimum_is_that_of_the_first_OpenCL() => Assert.Equal(
        "var31 =  atomic_min ((volatile global int*)var30, (int)var12);",
        KernelText.PatchOpenCl("var31 =  atomic_fetch_min ((atomic_int*)var30, (int)var12);"));

    [Fact]
    public void Barriers_order_local_memory_too() => Assert.Equal(
        "work_group_barrier ( CLK_LOCAL_MEM_FENCE | CLK_GLOBAL_MEM_FENCE );",
        KernelText.PatchOpenCl("work_group_barrier ( CLK_GLOBAL_MEM_FENCE );"));

    [Theory]
    [InlineData("atomic_fetch_add ((atomic_int*)var30, (int)var12);")]
    [InlineData("atomic_fetch_min ((atomic_uint*)var30, (uint)var12);")]
    [InlineData("work_group_barrier (CLK_GLOBAL_MEM_FENCE);")]
    public void What_no_patch_knows_is_refused(string text) =>
        Assert.Throws<InvalidOperationException>(() => KernelText.PatchOpenCl(text));

    [Fact]
    public void OpenCL_is_told_the_size_of_groups() => Assert.Equal(
        "__attribute__((reqd_work_group_size(64, 1, 1))) kernel void Kernel_Run(",
        KernelText.WithGroupSize("kernel void Kernel_Run(", 64));
}
