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

    [Fact]
    public void Instructions_for_tiles_are_written_out()
    {
        string text = KernelText.PatchPtx("tile.zero 2; tile.store 1, %r7;");
        Assert.Equal(
            """
            mov.f32 sum0, 0f00000000;
            mov.f32 sum1, 0f00000000;
             st.shared.v2.f32 [%r7+0], {sum16,sum17}; st.shared.v2.f32 [%r7+1152], {sum18,sum19};
            st.shared.v2.f32 [%r7+32], {sum20,sum21}; st.shared.v2.f32 [%r7+1184], {sum22,sum23};
            st.shared.v2.f32 [%r7+64], {sum24,sum25}; st.shared.v2.f32 [%r7+1216], {sum26,sum27};
            st.shared.v2.f32 [%r7+96], {sum28,sum29}; st.shared.v2.f32 [%r7+1248], {sum30,sum31};

            """,
            text,
            ignoreLineEndingDifferences: true);
    }

    /// <summary>Each of the 64 x 64 sums of a warp gets every term once: 4 x 8 fragments, four steps.</summary>
    [Theory]
    [InlineData("kk", 0)]
    [InlineData("kw", 16)]
    [InlineData("wk", 16)]
    [InlineData("ww", 32)]
    public void A_warps_tile_is_32_fragments_in_four_steps(string layouts, int transposed)
    {
        string text = KernelText.PatchPtx($"tile.warp.{layouts} %r1, %r2;");
        Assert.Equal(4 * 32, Count(text, "mma.sync.aligned.m16n8k16"));
        Assert.Equal(4 * 8, Count(text, "ldmatrix"));
        Assert.Equal(transposed, Count(text, ".trans"));
        Assert.Equal(128, Enumerable.Range(0, 128).Count(sum => text.Contains($"sum{sum},", StringComparison.Ordinal) || text.Contains($"sum{sum}}}", StringComparison.Ordinal)));
    }

    [Fact]
    public void Instructions_of_Hopper_change_the_target() => Assert.StartsWith(
        ".target sm_90a", KernelText.PatchPtx(".target sm_80\ntile.group.kw %rd1, %rd2;"), StringComparison.Ordinal);

    private static int Count(string text, string word) => text.Split(word).Length - 1;
}
