namespace Benchmarks;

/// <summary>Someone else who does the same work, beside whom a row stands.</summary>
public interface IPeer : IDisposable
{
    /// <summary>Its name in the table; asked for after it has worked.</summary>
    string Name { get; }

    /// <summary>Lets it work that often.</summary>
    /// <returns>Seconds of one time, the mean.</returns>
    /// <exception cref="PeerException">It failed.</exception>
    double Time(int repeats);
}

/// <summary>A peer could not do its work: the row goes on without it, and says why.</summary>
public sealed class PeerException(string message) : Exception(message);

/// <summary>A peer in this process.</summary>
/// <param name="name">Its name.</param>
/// <param name="action">Does the work once.</param>
public sealed class Peer(string name, Action action) : IPeer
{
    private readonly Timer timer = Timing.Of(action);

    /// <inheritdoc/>
    public string Name => name;

    /// <inheritdoc/>
    public double Time(int repeats) => timer(repeats);

    /// <summary>It has nothing to give back.</summary>
    public void Dispose()
    {
    }
}
