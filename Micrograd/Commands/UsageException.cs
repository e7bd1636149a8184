namespace Micrograd;

/// <summary>The command line asks for something that does not exist. Ends the program with code 2.</summary>
/// <param name="message">One sentence: what, and what there is.</param>
public sealed class UsageException(string message) : Exception(message)
{
    /// <summary>Makes sure that an option's number is finite and not too small.</summary>
    /// <param name="least">What it may be at least.</param>
    /// <param name="name">The option, with its dashes.</param>
    /// <param name="value">Its number.</param>
    /// <exception cref="UsageException">It is smaller, or not finite.</exception>
    public static void RequireAtLeast(double least, string name, double value)
    {
        if (!(value >= least && double.IsFinite(value)))
        {
            throw new UsageException(FormattableString.Invariant($"{name} is {value}; it must be at least {least}."));
        }
    }
}
