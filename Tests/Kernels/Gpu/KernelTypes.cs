namespace Tests;

/// <summary>
/// Every GPU kernel, found by reflection: its definition (<c>UnaryForward&lt;TOp, TGroup&gt;</c>) and the types that launches can
/// make of it. A type parameter stands for every struct of the assembly that its constraints allow, save those for the
/// simulator alone (<see cref="ISimulatorOnly"/>).
/// </summary>
internal static class KernelTypes
{
    private static readonly Type[] Structs = [.. typeof(IGpuKernel).Assembly.GetTypes().Where(type => type.IsValueType && !type.IsEnum)];

    /// <summary>The structs that implement <see cref="IGpuKernel"/>.</summary>
    public static IReadOnlyList<Type> Definitions { get; } =
        [.. Structs.Where(type => type.IsAssignableTo(typeof(IGpuKernel))).OrderBy(Name, StringComparer.Ordinal)];

    /// <summary>A definition's name for people.</summary>
    public static string Name(Type kernel) => kernel.Name.Split('`')[0];

    /// <summary>The definition of that name.</summary>
    public static Type Get(string name) => Definitions.Single(kernel => Name(kernel) == name);

    /// <summary>The definition that a kernel's type was made from.</summary>
    public static Type DefinitionOf(Type kernel) => kernel.IsGenericType ? kernel.GetGenericTypeDefinition() : kernel;

    /// <summary>What a kernel must get from the device.</summary>
    /// <param name="definition">A kernel, all of whose types have the same needs.</param>
    public static KernelNeeds Needs(Type definition) =>
        (KernelNeeds)typeof(KernelTypes).GetMethod(nameof(NeedsOf))!.MakeGenericMethod(ClosedOf(definition)[0]).Invoke(null, null)!;

    /// <summary>As <see cref="Needs"/>.</summary>
    public static KernelNeeds NeedsOf<TKernel>()
        where TKernel : struct, IGpuKernel
        => TKernel.Needs;

    /// <summary>The types that launches on a GPU can make of a definition.</summary>
    public static IReadOnlyList<Type> ClosedOf(Type definition) => ClosedOf(definition, []);

    /// <param name="definition">A kernel, or a struct that a kernel is made with.</param>
    /// <param name="within">The definitions that are being made with it, which may not take part again.</param>
    private static IReadOnlyList<Type> ClosedOf(Type definition, IReadOnlyList<Type> within)
    {
        if (!definition.IsGenericTypeDefinition)
        {
            return [definition];
        }

        IEnumerable<Type[]> choices = [[]];
        foreach (var parameter in definition.GetGenericArguments())
        {
            var candidates = CandidatesFor(parameter, [.. within, definition]);
            choices = choices.SelectMany(_ => candidates, (chosen, next) => (Type[])[.. chosen, next]);
        }

        return [.. choices.Select(arguments => definition.MakeGenericType(arguments))];
    }

    /// <summary>The structs that a parameter can stand for.</summary>
    private static Type[] CandidatesFor(Type parameter, IReadOnlyList<Type> within)
    {
        Type[] interfaces = [.. parameter.GetGenericParameterConstraints().Where(constraint => constraint.IsInterface)];
        Assert.True(interfaces.Length > 0, $"{parameter.DeclaringType!.Name}: {parameter.Name} may be any struct; name an interface, so that the tests know which to try.");
        return [.. Structs
            .Where(type => interfaces.All(one => Satisfies(type, one)) && !type.IsAssignableTo(typeof(ISimulatorOnly)) && !within.Contains(type))
            .OrderBy(type => type.Name, StringComparer.Ordinal)
            .SelectMany(type => ClosedOf(type, within))];
    }

    /// <summary>Whether a struct implements an interface; one with type arguments, for whichever.</summary>
    private static bool Satisfies(Type type, Type constraint) => constraint.ContainsGenericParameters
        ? type.GetInterfaces().Any(one => one.IsGenericType && one.GetGenericTypeDefinition() == constraint.GetGenericTypeDefinition())
        : type.IsAssignableTo(constraint);
}
