namespace MinBpe;

/// <summary>Turns a vocabulary of names and a list of merges, as GPT-2's and Hugging Face's files have them, into ranks.</summary>
internal static class MergeList
{
    /// <summary>Puts both together.</summary>
    /// <param name="ids">Tokens in the letters of <see cref="ByteLevel"/>, and their ids.</param>
    /// <param name="merges">Pairs of tokens, in the order of merging.</param>
    /// <param name="source">Where they come from, for messages.</param>
    /// <returns>The ranks, and the names that are neither bytes nor merged: special tokens.</returns>
    /// <exception cref="TokenizerException">
    /// They do not fit together, or ids do not grow with the merges, as they must where they are the ranks.
    /// </exception>
    public static (RankTable Ranks, List<(string Text, int Id)> Others) Build(
        IReadOnlyDictionary<string, int> ids, IEnumerable<(string Left, string Right)> merges, string source)
    {
        int largest = ids.Count == 0 ? -1 : ids.Values.Max();
        if (largest >= 2 * ids.Count + 256 || ids.Values.Any(id => id < 0))
        {
            throw new TokenizerException($"{source}: ids of {ids.Count} tokens go from {ids.Values.Min()} to {largest}; they should go from 0 on without wide gaps.");
        }

        var tokens = new byte[]?[largest + 1];
        var made = new HashSet<string>(StringComparer.Ordinal);
        for (int value = 0; value < 256; value++)
        {
            string letter = ByteLevel.Text([(byte)value]);
            if (ids.TryGetValue(letter, out int id))
            {
                Put(letter, id, [(byte)value]);
            }
        }

        int number = 0, last = -1;
        foreach (var (left, right) in merges)
        {
            number++;
            string name = left + right;
            if (!made.Contains(left) || !made.Contains(right) || !ids.TryGetValue(name, out int id))
            {
                throw new TokenizerException($"{source}, merge {number}: '{left}' and '{right}' should be earlier tokens, and '{name}' a token of the vocabulary; the files do not belong together or are damaged.");
            }

            if (id <= last)
            {
                throw new TokenizerException($"{source}, merge {number} makes token {id}, an earlier one {last}: only vocabularies whose ids grow in the order of the merges can be read.");
            }

            last = id;
            Put(name, id, ByteLevel.Bytes(name)!);
        }

        return (RankTable.Check(Trim(tokens), source), [.. ids.Where(entry => !made.Contains(entry.Key)).OrderBy(entry => entry.Value).Select(entry => (entry.Key, entry.Value))]);

        void Put(string name, int id, byte[] bytes)
        {
            if (tokens[id] is not null)
            {
                throw new TokenizerException($"{source}: two tokens have the id {id}, '{TokenText.Render(tokens[id])}' and '{TokenText.Render(bytes)}'.");
            }

            tokens[id] = bytes;
            made.Add(name);
        }
    }

    /// <summary>Without the unused ranks at the end, which are special tokens'.</summary>
    private static byte[]?[] Trim(byte[]?[] tokens) => tokens[..(Array.FindLastIndex(tokens, token => token is not null) + 1)];
}
