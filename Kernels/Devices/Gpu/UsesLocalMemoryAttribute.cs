namespace Kernels;

/// <summary>
/// A kernel that may keep some of a thread's numbers in memory. Without this mark the tests demand that all of them stay in
/// registers (plain first versions, named <c>...1Naive</c>, excepted).
/// </summary>
/// <param name="reason">Why it cannot be avoided, or does not matter.</param>
[AttributeUsage(AttributeTargets.Struct)]
internal sealed class UsesLocalMemoryAttribute(string reason) : Attribute
{
    /// <summary>Why it cannot be avoided, or does not matter.</summary>
    public string Reason { get; } = reason;
}
