namespace Lectures;

/// <summary>
/// Names of a language that does not exist, for exercises that train: a check cannot wait for 32,000 real ones. They have rules that
/// a model can find: syllables of a consonant and a vowel; the vowels of a name are all of a, o, u or all of e, i, y; and a name that
/// begins with one of b, d, g ends in n, however far away that is.
/// </summary>
public static class InventedNames
{
    private const string Consonants = "bdgkmlrstv";
    private static readonly string[] Vowels = ["aou", "eiy"];

    /// <summary>All letters, and the dot as token 0.</summary>
    public static Vocabulary Letters { get; } = new(".abcdefghijklmnopqrstuvwxyz");

    /// <summary>Makes names.</summary>
    /// <param name="count">How many; some may be equal.</param>
    /// <param name="seed">Other seeds, other names.</param>
    public static string[] Make(int count, ulong seed)
    {
        var g = new TorchGenerator(seed);
        return [.. Enumerable.Range(0, count).Select(_ => One(g))];
    }

    private static string One(TorchGenerator g)
    {
        int[] numbers = Tensor.RandInt(0, 720, [8], g).ToInts(); // 720 is a multiple of all that is drawn
        string vowels = Vowels[numbers[0] % 2], name = "";
        for (int syllable = 0; syllable < 2 + (numbers[1] % 2); syllable++)
        {
            name += $"{Consonants[numbers[2 + (2 * syllable)] % 10]}{vowels[numbers[3 + (2 * syllable)] % 3]}";
        }

        return name[0] is 'b' or 'd' or 'g' ? name + "n" : name;
    }
}
