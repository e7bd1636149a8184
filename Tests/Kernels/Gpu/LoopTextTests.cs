namespace Tests;

/// <summary>Loops written out and arrays put into registers, in the form that ILGPU writes.</summary>
public class LoopTextTests
{
    private const string Array =
        """
        	.local .align 4 .b8 __local_depot0[8];
        	mov.b64	%rd1, __local_depot0;
        	mov.b32	%r1, 0;

        	L_1:
        	setp.ge.s32	%p1, %r1, 2;
        	@%p1 bra	L_2;

        	mul.wide.u32	%rd2, %r1, 4;
        	add.u64	%rd3, %rd1, %rd2;
        	st.local.b32	[%rd3], %r9;
        	add.s32	%r2, %r1, 1;
        	mov.b32	%r1, %r2;
        	bra	L_1;

        	L_2:
        	ret;
        """;

    [Fact]
    public void A_loop_is_written_out_where_the_kernel_asks_for_it()
    {
        string text = Lines(LoopText.Unroll("loops.unroll;" + Array));
        Assert.Equal(2, Count(text, "st.local.b32"));
        Assert.Equal(1, Count(text, "mov.b32\t%r1, 1;"));
        Assert.DoesNotContain("@%p1", text);
        Assert.EndsWith("bra\tL_2;\n\tL_2:\n\tret;", text);
        Assert.Equal(Array, LoopText.Unroll(Array));
    }

    [Fact]
    public void An_inner_loop_is_written_out_in_each_turn_of_the_outer_one()
    {
        string text = LoopText.Unroll("loops.unroll;" + Nested(outer: 3, inner: "setp.ge.s32\t%p2, %r3, 4;"));
        Assert.Equal(12, Count(text, "work;"));
        Assert.Equal(0, Count(text, "@%p"));

        // Labels stay unique, and no jump leads nowhere.
        string[] labels = [.. text.Split('\n').Where(line => line.EndsWith(':')).Select(line => line.Trim('\t', ':'))];
        Assert.Equal(labels.Length, labels.Distinct().Count());
        Assert.All(text.Split("bra\t").Skip(1), jump => Assert.Contains(jump.Split(';')[0], labels));
    }

    [Theory]
    [InlineData("setp.ge.s32\t%p2, %r3, %r8;")] // an end that is not known
    [InlineData("setp.ge.s32\t%p2, %r3, 100000;")] // or too far away
    [InlineData("setp.gt.s32\t%p2, %r3, 4;")] // another comparison
    public void Other_loops_stay_loops(string test)
    {
        string text = LoopText.Unroll("loops.unroll;" + Nested(outer: 3, test));
        Assert.Equal(3, Count(text, "work;"));
        Assert.Equal(3, Count(text, "@%p2"));
    }

    [Fact]
    public void A_loop_that_is_entered_elsewhere_stays_a_loop()
    {
        string text = Array.Replace("mov.b32\t%r1, 0;", "mov.b32\t%r1, 0;\n\t@%p3 bra\tL_1;", StringComparison.Ordinal);
        Assert.Equal(text, LoopText.Unroll("loops.unroll;" + text));
    }

    [Fact]
    public void An_array_of_known_places_lies_in_registers()
    {
        string text = KernelText.PatchPtx("loops.unroll;" + Array);
        Assert.DoesNotContain("local.b32", text);
        Assert.Contains("\tmov.b32 word__local_depot0_0, %r9;", text);
        Assert.Contains("\tmov.b32 word__local_depot0_1, %r9;", text);
        Assert.Contains(".reg .b32 word__local_depot0_<2>;", text);
    }

    /// <summary>A place that depends on an argument, and a number that is forgotten at a label to which others jump.</summary>
    [Theory]
    [InlineData("\tld.param.b32\t%r1, [x];")]
    [InlineData("\tmov.b32\t%r1, 1;\n\t@%p1 bra\tL_1;\n\tmov.b32\t%r1, 0;\n\tL_1:")]
    public void An_array_with_a_place_that_is_not_known_stays_where_it_is_but_a_single_word_does_not(string place)
    {
        string text = RegisterText.Promote(
            $"""
            	.local .align 4 .b8 __local_depot0[8];
            	.local .align 4 .b8 __local_depot1[4];
            	mov.b64	%rd1, __local_depot0;
            	mov.b64	%rd4, __local_depot1;
            {place}
            	mul.wide.u32	%rd2, %r1, 4;
            	add.u64	%rd3, %rd1, %rd2;
            	st.local.b32	[%rd3], %r9;
            	st.local.b32	[%rd4], %r9;
            	ld.local.f32	%f1, [%rd4];
            """);
        Assert.Contains("st.local.b32\t[%rd3], %r9;", text);
        Assert.Contains("\tmov.b32 word__local_depot1_0, %r9;", text);
        Assert.Contains("\tmov.b32 %f1, word__local_depot1_0;", text);
    }

    private static string Nested(int outer, string inner) =>
        $"""
        	mov.b32	%r1, 0;

        	L_1:
        	setp.ge.s32	%p1, %r1, {outer};
        	@%p1 bra	L_4;

        	mov.b32	%r3, 0;

        	L_2:
        	{inner}
        	@%p2 bra	L_3;

        	work;
        	add.s32	%r4, %r3, 1;
        	mov.b32	%r3, %r4;
        	bra	L_2;

        	L_3:
        	add.s32	%r2, %r1, 1;
        	mov.b32	%r1, %r2;
        	bra	L_1;

        	L_4:
        	ret;
        """;

    private static int Count(string text, string word) => text.Split(word).Length - 1;

    private static string Lines(string text) => text.ReplaceLineEndings("\n");
}
