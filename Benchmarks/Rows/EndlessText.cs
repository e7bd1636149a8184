namespace Benchmarks;

/// <summary>A model that writes one text of 256 tokens after another.</summary>
public sealed class EndlessText : IDisposable
{
    private const int Length = 256;

    private readonly Device device;
    private readonly Sampler sampler;
    private IEnumerator<int> tokens;

    /// <summary>A model with fresh weights on a device of its own.</summary>
    /// <param name="create">Makes the model.</param>
    /// <param name="temperature">0: greedy, else with top-k 200.</param>
    /// <param name="threads">Threads that compute.</param>
    public EndlessText(Func<Device, LanguageModel> create, double temperature, int threads)
    {
        device = Target.Create(threads);
        Model = create(device);
        sampler = new Sampler(Model, new TorchGenerator(1337)) { Temperature = temperature, TopK = temperature > 0 ? 200 : 0 };
        tokens = Start();
    }

    /// <summary>What writes.</summary>
    public LanguageModel Model { get; }

    /// <summary>Bytes of the weights that a token needs: all but the positions'.</summary>
    public double BytesOfWeights => sizeof(float) * (double)Model.NonPositionParameterCount;

    /// <summary>Writes a token.</summary>
    public void Next()
    {
        if (!tokens.MoveNext())
        {
            tokens.Dispose();
            tokens = Start();
            tokens.MoveNext();
        }
    }

    /// <summary>Gives the memory and the threads back.</summary>
    public void Dispose()
    {
        tokens.Dispose();
        foreach (var parameter in Model.Parameters)
        {
            parameter.Free();
        }

        Target.Release(device);
    }

    private IEnumerator<int> Start() => sampler.Generate([1], Math.Min(Length, Model.BlockSize - 1)).GetEnumerator();
}
