namespace MinBpe;

/// <summary>One merge on the way from bytes to tokens.</summary>
/// <param name="Left">The bytes of the left neighbour.</param>
/// <param name="Right">The bytes of the right one.</param>
/// <param name="Priority">Why this one came first: its rank (the lowest goes first) or its score (the highest goes first).</param>
public sealed record MergeStep(byte[] Left, byte[] Right, string Priority)
{
    /// <summary>As in <c>'l' + 'o' (rank 5439)</c>.</summary>
    public override string ToString() => $"'{TokenDisplay.OneLine(Left)}' + '{TokenDisplay.OneLine(Right)}' ({Priority})";
}
