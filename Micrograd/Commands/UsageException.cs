namespace Micrograd;

/// <summary>The command line asks for something that does not exist. Ends the program with code 2.</summary>
/// <param name="message">One sentence: what, and what there is.</param>
public sealed class UsageException(string message) : Exception(message);
