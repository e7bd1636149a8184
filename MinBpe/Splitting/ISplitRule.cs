namespace MinBpe;

/// <summary>A split pattern by hand. It is a type and not an object, so that the loops over pieces are compiled once for each pattern.</summary>
internal interface ISplitRule
{
    /// <summary>
    /// Where the piece that starts at <paramref name="start"/> ends. Patterns look ahead but never back, so nothing before
    /// the piece matters.
    /// </summary>
    /// <param name="text">Valid UTF-8; <see cref="Utf8Scan.Slack"/> bytes from <paramref name="start"/> on can be read, and those at or after <paramref name="end"/> are 0.</param>
    /// <param name="start">First byte of the piece.</param>
    /// <param name="end">End of the text, greater than <paramref name="start"/>.</param>
    static abstract int PieceEnd(ref byte text, int start, int end);
}
