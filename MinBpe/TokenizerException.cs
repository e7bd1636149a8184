namespace MinBpe;

/// <summary>
/// A vocabulary, a text or a list of ids is not what it should be. The message is for the person at the keyboard: one
/// sentence that says what was wrong, where, and what to do. The command line prints it without a stack.
/// </summary>
public sealed class TokenizerException(string message, Exception? inner = null) : Exception(message, inner);
