namespace Kernels;

/// <summary>
/// A device is not there, cannot do what is asked, has run out of memory or has failed. The message is for the person at
/// the keyboard: what happened, on which device, and what to do. Command lines print it without a stack.
/// </summary>
public sealed class DeviceException(string message, Exception? inner = null) : Exception(message, inner);
