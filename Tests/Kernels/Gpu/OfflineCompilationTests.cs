using Xunit.Abstractions;

namespace Tests;

/// <summary>
/// Every kernel compiled for GPUs that this machine need not have: to PTX and on to the machine's instructions of two
/// generations of NVIDIA's GPUs, and to OpenCL C.
/// </summary>
public class OfflineCompilationTests(ITestOutputHelper output)
{
    /// <summary>Instructions that must not be there: functions that nobody supplies, a wrong sign (ILGPU's operands are swapped), a tanh of three digits.</summary>
    private static readonly string[] Forbidden = [".extern .func", "copysign", "tanh.approx"];

    /// <summary>Instructions of the tensor cores: of a warp, and of Hopper's groups of four warps.</summary>
    private static readonly string[] TensorInstructions = ["HMMA", "HGMMA"];

    public static IEnumerable<object[]> OnArchitectures =>
        KernelTypes.Definitions.SelectMany(OfflineCompiler.ArchitecturesOf, (kernel, architecture) => new object[] { KernelTypes.Name(kernel), architecture });

    public static TheoryData<string> CommonGround =>
        [.. KernelTypes.Definitions.Where(definition => KernelTypes.ClosedOf(definition).Any(kernel => KernelTypes.NeedsOf(kernel) == KernelNeeds.Nothing)).Select(KernelTypes.Name)];

    [Theory]
    [MemberData(nameof(OnArchitectures))]
    public void Every_kernel_compiles_to_PTX(string kernel, string architecture)
    {
        var texts = OfflineCompiler.Ptx(kernel, architecture);
        AssertAllCompiled(texts);
        AssertNone(texts.SelectMany(text => Forbidden.Where(text.Text!.Contains), (text, word) => $"{text.Kernel} has {word}"));
    }

    [PtxasTheory]
    [MemberData(nameof(OnArchitectures))]
    public void Every_kernel_assembles_with_ptxas(string kernel, string architecture)
    {
        var texts = OfflineCompiler.Ptx(kernel, architecture);
        AssertAllCompiled(texts);
        using var assembly = new PtxAssembly(texts, architecture);
        Assert.True(assembly.IsAssembled, assembly.Log);
        Assert.DoesNotContain("serialized", assembly.Log); // multiplications that wait for each other, as the assembler could not follow who uses their sums
        AssembledKernel[] kernels = [.. assembly.Kernels()];
        Array.ForEach(kernels, one => output.WriteLine(one.ToString()));
        Assert.Equal(texts.Count, kernels.Length);
        if (StaysInRegisters(KernelTypes.Get(kernel)))
        {
            AssertNone(kernels.Where(one => one.StackBytes + one.SpillBytes > 0).Select(one => $"{one} does not stay in registers"));
        }
    }

    [NvdisasmFact]
    public void Kernels_named_for_tensor_cores_use_them()
    {
        foreach (var (kernel, architecture) in KernelTypes.Definitions
            .Where(definition => KernelTypes.Name(definition).Contains("TensorCore", StringComparison.Ordinal))
            .SelectMany(OfflineCompiler.ArchitecturesOf, (definition, architecture) => (KernelTypes.Name(definition), architecture)))
        {
            using var assembly = new PtxAssembly(OfflineCompiler.Ptx(kernel, architecture), architecture);
            Assert.True(assembly.IsAssembled, assembly.Log);
            var kernels = assembly.Disassemble().ToList();
            Assert.NotEmpty(kernels);
            AssertNone(kernels.Where(one => !TensorInstructions.Any(one.Instructions.Contains)).Select(one => $"{one.Kernel} has no {TensorInstructions[0]}"));
        }
    }

    /// <summary>
    /// What flash attention's summaries count, for heads of 64 channels: products of fragments, fragments loaded, exponentials, copies of 16 bytes. More of the first three would mean
    /// that something is computed twice, fewer that a loop was not written out.
    /// </summary>
    [NvdisasmTheory]
    [InlineData("AttentionTensorCoresForward", 128, 8 + 32, 68, 24)]
    [InlineData("AttentionTensorCoresKeys", 128, 48, 32, 34)]
    [InlineData("AttentionTensorCoresQueries", 96, 16 + 24, 32, 32)]
    public void Flash_attention_has_the_instructions_of_its_model(string kernel, int products, int loads, int exponentials, int copies)
    {
        foreach (string architecture in new[] { "sm_80", "sm_90" })
        {
            using var assembly = new PtxAssembly(OfflineCompiler.Ptx(kernel, architecture).Where(text => text.Kernel.EndsWith("Head64", StringComparison.Ordinal)), architecture);
            Assert.True(assembly.IsAssembled, assembly.Log);
            string instructions = Assert.Single(assembly.Disassemble()).Instructions;
            Assert.Equal(
                (architecture, products, loads, exponentials, copies),
                (architecture, Count("HMMA.16816"), Count("LDSM.16"), Count("MUFU.EX2"), Count("LDGSTS.")));

            int Count(string word) => instructions.Split(word).Length - 1;
        }
    }

    /// <summary>Of the numbers in memory at least those of bf16 come and go in pieces of 16 bytes, whatever the types of a kernel.</summary>
    [Theory]
    [InlineData("Pointwise8")]
    [InlineData("LayerNorm6Sum")]
    [InlineData("LayerNormBackward6Sum")]
    [InlineData("CrossEntropy4Eights", false)]
    [InlineData("CrossEntropyBackward2Eights")]
    [InlineData("SumColumns8")]
    public void Kernels_that_promise_it_move_16_bytes_at_once(string name, bool writes = true)
    {
        var definition = KernelTypes.Definitions.Single(one => one.Name.StartsWith(name, StringComparison.Ordinal));
        foreach (var text in OfflineCompiler.Ptx(KernelTypes.Name(definition), "sm_90"))
        {
            Assert.Matches(@"ld\.global\.v4\.(b|u|f)32", text.Text);
            Assert.True(!writes || System.Text.RegularExpressions.Regex.IsMatch(text.Text!, @"st\.global\.v4\.(b|u|f)32"), text.Kernel);
        }
    }

    [Theory]
    [MemberData(nameof(CommonGround))]
    public void Every_kernel_without_needs_compiles_to_OpenCL(string kernel) =>
        AssertAllCompiled(OfflineCompiler.OpenCl(kernel));

    [ClangTheory]
    [MemberData(nameof(CommonGround))]
    public void Clang_takes_the_OpenCL(string kernel)
    {
        using var folder = new TemporaryFolder();
        string file = folder.File("kernels.cl");

        // One file for all, since clang takes longer to start than for a kernel: the names in it must differ.
        var texts = OfflineCompiler.OpenCl(kernel);
        AssertAllCompiled(texts);
        File.WriteAllLines(file, texts.Select((text, i) =>
            text.Text!.Replace("Kernel_Run", $"entry_{i}", StringComparison.Ordinal).Replace("type_", $"type_{i}_", StringComparison.Ordinal)));
        var (code, log) = ExternalTool.Clang.Run(
            "-x", "cl", "-cl-std=CL2.0", "-Xclang", "-finclude-default-header", "-Xclang", "-fdeclare-opencl-builtins", "-target", "spir64", "-fsyntax-only", file);
        Assert.True(code == 0, log);
    }

    /// <summary>Plain first versions may use memory for what others keep in registers.</summary>
    private static bool StaysInRegisters(Type kernel) => !kernel.Name.Contains("1Naive", StringComparison.Ordinal);

    private static void AssertAllCompiled(IEnumerable<CompiledText> texts) =>
        AssertNone(texts.Where(text => text.Text is null).Select(text => $"{text.Kernel}: {text.Error}"));

    private static void AssertNone(IEnumerable<string> problems)
    {
        string all = string.Join(Environment.NewLine, problems);
        Assert.True(all.Length == 0, all);
    }
}
