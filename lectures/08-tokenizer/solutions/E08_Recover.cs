// Merges out of ranks
//
// minbpe's third step: GPT-4's tokens are published as bytes, in the order in which they were learned, and without the merges. tokens[id]
// holds the bytes of token id; the first 256 are single bytes, though not in the order 0 to 255. Return the two ids that merge into token
// `id`: encode its bytes with the tokens before it alone, until two are left.
//? Play the tokenizer as it was just before it learned this token: it knows the tokens 0 to id - 1 only.
//? Begin with the single bytes. Of all neighbours whose bytes together are a token below id, join those that make the lowest id. Stop at two.
//? parts[best] = [.. parts[best], .. parts[best + 1]]; parts.RemoveAt(best + 1);
namespace Exercises;

public static class Recover
{
    public static int[] Parts(byte[][] tokens, int id)
    {
        // <solution>
        List<byte[]> parts = [.. tokens[id].Select(b => new[] { b })];
        while (parts.Count > 2)
        {
            int best = -1, lowest = id;
            for (int i = 0; i + 1 < parts.Count; i++)
            {
                int joined = Id(tokens, [.. parts[i], .. parts[i + 1]]);
                if (joined >= 0 && joined < lowest)
                {
                    (best, lowest) = (i, joined);
                }
            }

            parts[best] = [.. parts[best], .. parts[best + 1]];
            parts.RemoveAt(best + 1);
        }

        return [Id(tokens, parts[0]), Id(tokens, parts[1])];
        // <skeleton>
        // throw new NotImplementedException("the two parts of a token");
        // </solution>
    }

    /// <summary>The id of the token with these bytes; -1 if there is none.</summary>
    private static int Id(byte[][] tokens, byte[] bytes) => Array.FindIndex(tokens, token => token.AsSpan().SequenceEqual(bytes));
}
