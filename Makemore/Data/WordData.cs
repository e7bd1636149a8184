using System.Security.Cryptography;
using System.Text;

namespace Makemore;

/// <summary>A list of words in two parts: most to learn from, and a tenth, at most 1,000, to test.</summary>
public sealed class WordData
{
    private const int MostTested = 1000;

    /// <summary>Divides words at random.</summary>
    /// <param name="list">The words.</param>
    /// <param name="generator">Where the order comes from; as makemore, it draws a permutation.</param>
    /// <exception cref="DataException">There is only one word.</exception>
    public WordData(WordList list, TorchGenerator generator)
    {
        var words = list.Words;
        if (words.Count < 2)
        {
            throw new DataException($"There is only one word, '{words[0]}': training needs at least two, one to learn from and one to test.");
        }

        Alphabet = new Alphabet(words);
        BlockSize = words.Max(word => word.EnumerateRunes().Count()) + 1;
        int[] order = generator.RandPerm(words.Count);
        int tested = Math.Clamp(words.Count / 10, 1, MostTested);
        Train = new CharDataset(order[..^tested].Select(i => words[i]), Alphabet, BlockSize);
        Test = new CharDataset(order[^tested..].Select(i => words[i]), Alphabet, BlockSize);
        Sha256 = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(string.Join('\n', words))));
    }

    /// <summary>The characters of all words.</summary>
    public Alphabet Alphabet { get; }

    /// <summary>T: the longest word and its stop.</summary>
    public int BlockSize { get; }

    /// <summary>V: the characters, and the token that starts and stops a word.</summary>
    public int VocabSize => Alphabet.Size + 1;

    /// <summary>What the model learns from.</summary>
    public CharDataset Train { get; }

    /// <summary>What it never sees.</summary>
    public CharDataset Test { get; }

    /// <summary>A hash of the words: tells whether a checkpoint was trained on them.</summary>
    public string Sha256 { get; }
}
