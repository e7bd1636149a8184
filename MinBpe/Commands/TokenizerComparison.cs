using System.Text;

namespace MinBpe;

/// <summary>Where two tokenizers part on one text, in words.</summary>
internal sealed class TokenizerComparison
{
    private readonly ITokenizer[] tokenizers;
    private readonly string text;
    private readonly int[][] ids;

    /// <summary>Encodes the text by both.</summary>
    public TokenizerComparison(ITokenizer first, ITokenizer second, string text)
    {
        tokenizers = [first, second];
        this.text = text;
        ids = [.. tokenizers.Select(tokenizer => tokenizer.Encode(text, AllowedSpecial.None))];
    }

    /// <summary>The report.</summary>
    public IEnumerable<string> Lines()
    {
        int width = tokenizers.Max(tokenizer => tokenizer.Name.Length);
        for (int side = 0; side < 2; side++)
        {
            yield return $"{tokenizers[side].Name.PadRight(width)}  {ids[side].Length} tokens";
        }

        var tokens = Enumerable.Range(0, 2).Select(side => ids[side].Select(id => tokenizers[side].TokenBytes(id)!).ToArray()).ToArray();
        int same = 0, at = 0;
        while (same < Math.Min(tokens[0].Length, tokens[1].Length) && tokens[0][same].AsSpan().SequenceEqual(tokens[1][same]))
        {
            at += tokens[0][same++].Length;
        }

        if (same == tokens[0].Length && same == tokens[1].Length)
        {
            yield return ids[0].AsSpan().SequenceEqual(ids[1])
                ? "The ids are the same."
                : $"Both make the same tokens of the text; only their ids differ, first at token {FirstDifferentId()}: {IdsAt(FirstDifferentId())}.";
            yield break;
        }

        yield return $"{same} {(same == 1 ? "token is" : "tokens are")} the same; from byte {at} on they differ:";
        for (int side = 0; side < 2; side++)
        {
            string next = string.Join(" ", Enumerable.Range(same, Math.Max(0, Math.Min(4, tokens[side].Length - same))).Select(i => $"'{TokenDisplay.OneLine(tokens[side][i])}' ({ids[side][i]})"));
            yield return $"  {tokenizers[side].Name.PadRight(width)}  {(next == "" ? "the text is over" : next)}";
        }

        yield return Why(at);
    }

    /// <summary>The piece of each that holds the byte; where they are the same, the first merge in which they part.</summary>
    private string Why(int at)
    {
        var pieces = tokenizers.Select(tokenizer => PieceAt(tokenizer, at)).ToArray();
        if (pieces[0].Start != pieces[1].Start || !pieces[0].Piece.Span.SequenceEqual(pieces[1].Piece.Span))
        {
            return $"They cut the text differently: {tokenizers[0].Name} has the piece {Quoted(pieces[0].Piece)} at byte {pieces[0].Start}, {tokenizers[1].Name} {Quoted(pieces[1].Piece)} at byte {pieces[1].Start}.";
        }

        var steps = tokenizers.Select(tokenizer => tokenizer.Explain(pieces[0].Piece.Span).ToArray()).ToArray();
        int step = 0;
        while (step < steps[0].Length && step < steps[1].Length && SamePair(steps[0][step], steps[1][step]))
        {
            step++;
        }

        return $"Both cut the piece {Quoted(pieces[0].Piece)}. As merge {step + 1} of it {tokenizers[0].Name} {Made(steps[0], step)}, {tokenizers[1].Name} {Made(steps[1], step)}.";
    }

    private (int Start, ReadOnlyMemory<char> Piece) PieceAt(ITokenizer tokenizer, int at)
    {
        int start = 0;
        foreach (var piece in tokenizer.Split(text))
        {
            int length = Encoding.UTF8.GetByteCount(piece.Span);
            if (at < start + length)
            {
                return (start, piece);
            }

            start += length;
        }

        return (start, default);
    }

    private int FirstDifferentId() => Enumerable.Range(0, ids[0].Length).First(i => ids[0][i] != ids[1][i]);

    private string IdsAt(int index) => $"{tokenizers[0].Name} {ids[0][index]}, {tokenizers[1].Name} {ids[1][index]}";

    private static bool SamePair(MergeStep a, MergeStep b) => a.Left.AsSpan().SequenceEqual(b.Left) && a.Right.AsSpan().SequenceEqual(b.Right);

    private static string Made(MergeStep[] steps, int step) => step < steps.Length ? $"joins {steps[step]}" : "joins nothing more";

    private static string Quoted(ReadOnlyMemory<char> piece)
    {
        const int most = 60;
        string shown = TokenText.Render(Encoding.UTF8.GetBytes(piece.Span[..Math.Min(piece.Length, most)].ToString()));
        return piece.Length > most ? $"'{shown}...' of {piece.Length} characters" : $"'{shown}'";
    }
}
