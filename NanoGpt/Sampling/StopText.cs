namespace NanoGpt;

/// <summary>
/// Lets text through until a certain text comes. What may be its beginning waits, since it must not be written if the rest follows.
/// </summary>
/// <param name="stop">Where to stop; empty: never.</param>
public sealed class StopText(string stop)
{
    private string held = "";

    /// <summary>Whether the text has come. Nothing is let through any more.</summary>
    public bool HasCome { get; private set; }

    /// <summary>The part of the text so far that can be written now.</summary>
    public string Add(string text)
    {
        if (HasCome || stop == "")
        {
            return HasCome ? "" : text;
        }

        held += text;
        int at = held.IndexOf(stop, StringComparison.Ordinal);
        HasCome = at >= 0;
        int length = HasCome ? at : held.Length - LongestBeginning();
        string free = held[..length];
        held = HasCome ? "" : held[length..];
        return free;
    }

    /// <summary>What still waits when nothing follows.</summary>
    public string Flush()
    {
        string rest = held;
        held = "";
        return rest;
    }

    /// <summary>How many of the last characters are the first ones of the stop text.</summary>
    private int LongestBeginning()
    {
        int length = Math.Min(held.Length, stop.Length - 1);
        while (!held.EndsWith(stop[..length], StringComparison.Ordinal))
        {
            length--;
        }

        return length;
    }
}
