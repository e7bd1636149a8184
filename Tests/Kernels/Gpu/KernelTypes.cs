namespace Tests;

/// <summary>
/// Every GPU kernel, found by reflection: its definition (<c>UnaryForward&lt;TOp, TGroup&gt;</c>), and the types that a CUDA GPU
/// would launch of it.
/// </summary>
internal static class KernelTypes
{
    /// <summary>The structs that implement <see cref="IGpuKernel"/>, but for the one that measures a GPU and computes nothing.</summary>
    public static IReadOnlyList<Type> Definitions { get; } =
    [
        .. typeof(IGpuKernel).Assembly.GetTypes()
            .Where(type => type.IsValueType && type.IsAssignableTo(typeof(IGpuKernel)) && type != typeof(MultiplyAddKernel))
            .OrderBy(Name, StringComparer.Ordinal),
    ];

    /// <summary>A definition's name for people.</summary>
    public static string Name(Type kernel) => kernel.Name.Split('`')[0];

    /// <summary>The definition of that name.</summary>
    public static Type Get(string name) => Definitions.Single(kernel => Name(kernel) == name);

    /// <summary>The definition that a kernel's type was made from.</summary>
    public static Type DefinitionOf(Type kernel) => kernel.IsGenericType ? kernel.GetGenericTypeDefinition() : kernel;

    /// <summary>The types that a CUDA GPU would launch of a definition.</summary>
    public static IReadOnlyList<Type> ClosedOf(Type definition) => [.. PaperGpu.Launched.Where(kernel => DefinitionOf(kernel) == definition)];

    /// <summary>What a definition's kernels need, any of them.</summary>
    public static KernelNeeds Needs(Type definition) =>
        ClosedOf(definition).Aggregate(KernelNeeds.Nothing, (needs, kernel) => needs | NeedsOf(kernel));

    /// <summary>What a kernel must get from the device.</summary>
    public static KernelNeeds NeedsOf(Type kernel) =>
        (KernelNeeds)typeof(KernelTypes).GetMethod(nameof(NeedsOfType))!.MakeGenericMethod(kernel).Invoke(null, null)!;

    /// <summary>As <see cref="NeedsOf"/>.</summary>
    public static KernelNeeds NeedsOfType<TKernel>()
        where TKernel : struct, IGpuKernel
        => TKernel.Needs;
}
