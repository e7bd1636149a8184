namespace Makemore;

/// <summary>A step of the ladder: a model that says which character comes next, trained with one name at a time.</summary>
public interface IRung
{
    /// <summary>How many numbers it learns.</summary>
    int ParameterCount { get; }

    /// <summary>Learns from a name.</summary>
    /// <param name="tokens">The name's tokens between two Bos.</param>
    /// <param name="progress">How much of the training is over, from 0 to 1; the learning rate falls with it.</param>
    /// <returns>The mean of -ln(probability of the right next token), before it learned.</returns>
    double Train(int[] tokens, double progress);

    /// <summary>Begins to make up a name: each call of the function takes the next token and gives the probabilities of the one after it.</summary>
    Func<int, double[]> StartName();
}

/// <summary>
/// Six programs that lead from counting to a GPT (Karpathy's microgpt and the ladder to it, 2026), each the one before
/// with one new idea. Everything is in plain numbers: what is more than this in a large model is there to make it fast.
/// </summary>
public sealed class MicrogptLadder
{
    /// <summary>Names that each program learns from.</summary>
    public const int Steps = 1000;

    /// <summary>The longest context, and so the longest name.</summary>
    public const int BlockSize = 16;

    private readonly PythonRandom random = new(42);
    private readonly NameData data;

    private MicrogptLadder(string text, Func<NameData, PythonRandom, IRung> create)
    {
        data = new NameData(text, random);
        Rung = create(data, random);
    }

    /// <summary>The programs in order: a title, and what begins one with a list of names.</summary>
    public static IReadOnlyList<(string Title, Func<string, MicrogptLadder> Start)> Rungs { get; } =
    [
        ("0: counting pairs of characters", text => new(text, (data, _) => new Step0Counting(data.VocabSize))),
        ("1: a network, and its gradient by hand", text => new(text, (data, random) => new Step1Gradients(data.VocabSize, random))),
        ("2: autograd", text => new(text, (data, random) => new Step2Autograd<TapeValue>(data.VocabSize, new Tape(), random))),
        ("3: attention, one head", text => new(text, (data, random) => new Step3Attention<TapeValue>(data.VocabSize, new Tape(), random))),
        ("4: several heads, layers", text => new(text, (data, random) => new Step4MultiHead<TapeValue>(data.VocabSize, new Tape(), random))),
        ("5: Adam; this is microgpt", text => new(text, (data, random) => new Step5Adam<TapeValue>(data.VocabSize, new Tape(), random))),
    ];

    /// <summary>The model.</summary>
    public IRung Rung { get; }

    /// <summary>microgpt on objects instead of the tape: to look at, and to compare with.</summary>
    /// <param name="text">The names.</param>
    /// <exception cref="DataException">There is no name.</exception>
    public static MicrogptLadder MicrogptOnObjects(string text) =>
        new(text, (data, random) => new Step5Adam<Value>(data.VocabSize, new ValueEngine(), random));

    /// <summary>The tokens of the name that a step learns from.</summary>
    public int[] Tokens(int step) => data.Encode(data.Names[step % data.Names.Count]);

    /// <summary>Trains for as long as the losses are read, a name each.</summary>
    public IEnumerable<double> Train()
    {
        for (int step = 0; step < Steps; step++)
        {
            yield return Rung.Train(Tokens(step), (double)step / Steps);
        }
    }

    /// <summary>Makes up a name.</summary>
    public string Sample()
    {
        int[] vocabulary = [.. Enumerable.Range(0, data.VocabSize)];
        var name = new List<int>();
        var next = Rung.StartName();
        int token = data.Bos;
        while (name.Count < BlockSize)
        {
            token = random.Choices(vocabulary, next(token))[0];
            if (token == data.Bos)
            {
                break;
            }

            name.Add(token);
        }

        return data.Decode(name);
    }
}
