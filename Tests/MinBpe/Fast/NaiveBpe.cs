using System.Text;
using MinBpe;

namespace Tests;

/// <summary>Byte-pair encoding by rank as its definition says it, over pieces that the regex found.</summary>
public sealed class NaiveBpe(byte[]?[] tokens, SplitPattern pattern)
{
    private readonly Dictionary<string, int> ranks =
        tokens.Select((token, id) => (token, id)).Where(entry => entry.token is not null).ToDictionary(entry => Encoding.Latin1.GetString(entry.token!), entry => entry.id);

    /// <summary>The ids of a text.</summary>
    public List<int> Encode(string text) =>
        [.. SplitOracle.Split(pattern, text).SelectMany(piece => EncodePiece(Encoding.Latin1.GetString(Encoding.UTF8.GetBytes(piece))))];

    private IEnumerable<int> EncodePiece(string piece)
    {
        if (ranks.TryGetValue(piece, out int whole))
        {
            return [whole];
        }

        var parts = piece.Select(b => b.ToString()).ToList();
        while (true)
        {
            var unions = parts.Zip(parts.Skip(1), (a, b) => ranks.GetValueOrDefault(a + b, int.MaxValue)).ToList();
            int lowest = unions.DefaultIfEmpty(int.MaxValue).Min();
            if (lowest == int.MaxValue)
            {
                return parts.Select(part => ranks[part]);
            }

            int at = unions.IndexOf(lowest);
            parts[at] += parts[at + 1];
            parts.RemoveAt(at + 1);
        }
    }
}
