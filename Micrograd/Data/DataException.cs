namespace Micrograd;

/// <summary>
/// A file or text is missing, unreadable, damaged or not what it should be. The message is for the person at the
/// keyboard: one clear sentence that says what was wrong, where, and what to do. Command lines print it without a stack.
/// </summary>
public sealed class DataException(string message, Exception? inner = null) : Exception(message, inner);
