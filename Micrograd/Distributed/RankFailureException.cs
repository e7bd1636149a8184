namespace Micrograd;

/// <summary>
/// Ranks do not work together: MPI is missing, one of them was started with something else, or one does not answer. The message
/// is for the person at the keyboard; command lines print it without a stack.
/// </summary>
/// <param name="message">What is wrong, on which rank, and what to do.</param>
/// <param name="inner">What it came from.</param>
public class RankFailureException(string message, Exception? inner = null) : Exception(message, inner);

/// <summary>The same, where all ranks know of it: the first one says it, and all end in good order.</summary>
/// <param name="message">As above.</param>
/// <param name="exitCode">What the programs end with.</param>
public sealed class SharedFailureException(string message, int exitCode = 1) : RankFailureException(message)
{
    /// <summary>What the programs end with.</summary>
    public int ExitCode { get; } = exitCode;
}
