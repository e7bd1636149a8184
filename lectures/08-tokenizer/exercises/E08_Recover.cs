// Merges out of ranks
//
// minbpe's third step: GPT-4's tokens are published as bytes, in the order in which they were learned, and without the merges. tokens[id]
// holds the bytes of token id; the first 256 are single bytes, though not in the order 0 to 255. Return the two ids that merge into token
// `id`: encode its bytes with the tokens before it alone, until two are left.
namespace Exercises;

public static class Recover
{
    public static int[] Parts(byte[][] tokens, int id)
    {
        throw new NotImplementedException("the two parts of a token");
    }

    /// <summary>The id of the token with these bytes; -1 if there is none.</summary>
    private static int Id(byte[][] tokens, byte[] bytes) => Array.FindIndex(tokens, token => token.AsSpan().SequenceEqual(bytes));
}
