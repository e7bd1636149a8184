namespace NanoGpt;

/// <summary>
/// How far from PyTorch's numbers llm.c lets its own be; source: test_gpt2.cu. A gradient may differ by a threshold of its
/// tensor and a share of its size.
/// </summary>
internal sealed record CheckThresholds(string Name, double Logits, double Loss, IReadOnlyDictionary<string, double>? Gradients)
{
    /// <summary>For models in float: the same for every gradient.</summary>
    public static readonly CheckThresholds Float = new("fp32", 1e-3, 1e-5, null);

    /// <summary>For models in bfloat16, whose weights have three digits.</summary>
    public static readonly CheckThresholds BFloat16 = new("bf16", 25, 0.05, new Dictionary<string, double>
    {
        ["wte"] = 5e-1,
        ["wpe"] = 4e-3,
        ["ln1w"] = 1e-1,
        ["ln1b"] = 4e-2,
        ["qkvw"] = 5e-2,
        ["qkvb"] = 3.5e-2,
        ["attprojw"] = 2e-2,
        ["attprojb"] = 3e-2,
        ["ln2w"] = 5e-2,
        ["ln2b"] = 3e-2,
        ["fcw"] = 3e-2,
        ["fcb"] = 3e-2,
        ["fcprojw"] = 2e-2,
        ["fcprojb"] = 1e-2,
        ["lnfw"] = 1e-1,
        ["lnfb"] = 2e-2,
    });

    private const double FloatGradient = 1e-6;
    private const double ShareOfSize = 0.079;

    /// <summary>In words, for the head of the table.</summary>
    public string Description => FormattableString.Invariant(
        $"llm.c's for {Name}: logits {Logits}, loss {Loss}, gradients {(Gradients is null ? "1E-06" : "by tensor")} and {100 * ShareOfSize} % of their size");

    /// <summary>How far a gradient may be from the expected value.</summary>
    public double ForGradient(string symbol, double expected) => (Gradients?[symbol] ?? FloatGradient) + (ShareOfSize * Math.Abs(expected));
}
