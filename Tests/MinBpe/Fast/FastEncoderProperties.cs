using System.Text;
using FsCheck.Xunit;
using Microsoft.ML.Tokenizers;
using MinBpe;

namespace Tests;

/// <summary>What must hold for every text: 100,000 random ones for each property, and FsCheck shortens what fails.</summary>
[Trait("Group", "Long")]
public class FastEncoderProperties
{
    private const int Tests = 100_000;

    private static readonly Dictionary<SplitPattern, RegexSplitter> Oracles =
        Enum.GetValues<SplitPattern>().ToDictionary(pattern => pattern, pattern => new RegexSplitter(pattern));

    private static readonly Dictionary<string, TiktokenTokenizer> Peers =
        new[] { "cl100k_base", "o200k_base" }.ToDictionary(name => name, name => TiktokenTokenizer.CreateForEncoding(name));

    [Property(MaxTest = Tests, Arbitrary = [typeof(HostileText)])]
    public bool TheScannerEqualsItsOracle(HostileText hostile) =>
        Oracles.All(oracle => new TextSplitter(oracle.Key).Split(hostile.Text).SequenceEqual(oracle.Value.Split(hostile.Text).Select(piece => piece.ToString())));

    [Property(MaxTest = Tests, Arbitrary = [typeof(HostileText)])]
    public bool TheFastEncoderEqualsTheReadableOne(HostileText hostile) =>
        Vocabularies.Names.All(name => Vocabularies.Readable(name).EncodeOrdinary(hostile.Text).AsSpan().SequenceEqual(Vocabularies.Fast(name).Encode(hostile.Text)));

    [Property(MaxTest = Tests, Arbitrary = [typeof(HostileText)])]
    public bool TextOfTheFirstPlaneIsEncodedAsByMicrosoft(HostileText hostile)
    {
        // Special tokens are always special there, and the long s is no s to .NET's regex as it is to tiktoken's.
        string text = string.Concat(hostile.Text.Where(unit => !char.IsSurrogate(unit)))
            .Replace("<|", "<", StringComparison.Ordinal).Replace('\u017F', 's');
        return Peers.All(peer => peer.Value.EncodeToIds(text, considerPreTokenization: true, considerNormalization: false).SequenceEqual(Vocabularies.Fast(peer.Key).Encode(text)));
    }

    [Property(MaxTest = Tests, Arbitrary = [typeof(HostileText)])]
    public bool TextComesBackWholeAndInPieces(HostileText hostile)
    {
        byte[] utf8 = Encoding.UTF8.GetBytes(hostile.Text);
        foreach (string name in Vocabularies.Names)
        {
            var tokens = Vocabularies.Tokens(name);
            int[] ids = Vocabularies.Fast(name).Encode(hostile.Text);
            var decoder = new StreamingDecoder();
            string streamed = string.Concat(ids.Select(id => decoder.Add(tokens[id]))) + decoder.Flush();
            if (!ids.SelectMany(id => tokens[id]!).SequenceEqual(utf8) || streamed != Encoding.UTF8.GetString(utf8))
            {
                return false;
            }
        }

        return true;
    }

    [Property(MaxTest = Tests, Arbitrary = [typeof(HostileText)])]
    public bool AllWaysToEncodeAgree(HostileText hostile, byte[] noise)
    {
        var encoder = Vocabularies.Fast("cl100k_base");
        byte[] bytes = [.. Encoding.UTF8.GetBytes(hostile.Text), .. noise];
        string text = Encoding.UTF8.GetString(bytes);
        int[] ids = encoder.Encode(text);
        int[] room = new int[ids.Length];
        return encoder.Encode(bytes).SequenceEqual(ids)
            && encoder.Encode(text, room) == ids.Length && room.SequenceEqual(ids)
            && encoder.Encode(bytes, room) == ids.Length && room.SequenceEqual(ids)
            && encoder.CountTokens(text) == ids.Length && encoder.CountTokens(bytes) == ids.Length;
    }
}
