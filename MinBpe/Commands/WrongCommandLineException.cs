namespace MinBpe;

/// <summary>The command line asks for something that does not exist. Ends the program with code 2.</summary>
/// <param name="message">One sentence: what, and what there is.</param>
internal sealed class WrongCommandLineException(string message) : Exception(message);
