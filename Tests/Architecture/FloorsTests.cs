using System.Reflection;

namespace Tests;

/// <summary>Lower floors know nothing of higher ones: Kernels &lt; Micrograd &lt; Makemore, NanoGpt; MinBpe &lt; NanoGpt.</summary>
public class FloorsTests
{
    private static readonly Dictionary<string, string[]> Allowed = new()
    {
        ["Kernels"] = [],
        ["Micrograd"] = ["Kernels"],
        ["Makemore"] = ["Kernels", "Micrograd"],
        ["MinBpe"] = [],
        ["NanoGpt"] = ["Kernels", "Micrograd", "MinBpe"],
    };

    public static TheoryData<string> Floors => [.. Allowed.Keys];

    [Theory]
    [MemberData(nameof(Floors))]
    public void A_floor_refers_only_to_those_below(string floor)
    {
        var references = Assembly.Load(floor).GetReferencedAssemblies().Select(reference => reference.Name!).Where(Allowed.ContainsKey);
        Assert.Empty(references.Except(Allowed[floor]));
    }

    [Theory]
    [MemberData(nameof(Floors))]
    public void A_floor_keeps_to_its_own_namespace(string floor)
    {
        var strangers = Assembly.Load(floor).GetTypes()
            .Where(type => type.Namespace is { } name && name != floor && !name.StartsWith(floor + ".", StringComparison.Ordinal))
            .Where(type => !type.Namespace!.StartsWith("System", StringComparison.Ordinal) && !type.Namespace.StartsWith("Microsoft", StringComparison.Ordinal));
        Assert.Empty(strangers);
    }
}
