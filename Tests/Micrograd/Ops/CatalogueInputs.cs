namespace Tests;

/// <summary>Values for a catalogue entry's inputs, the same on every device.</summary>
internal static class CatalogueInputs
{
    /// <summary>Random values in the entry's range, rounded to float so that every device starts from the same numbers.</summary>
    public static double[] Values(OpCase entry, int[] shape, int seed)
    {
        var generator = new TorchGenerator((ulong)seed);
        var values = new float[Shapes.Count(shape)];
        if (entry.Range == InputRange.Positive)
        {
            generator.Uniform(values, 0.5, 2.5);
        }
        else
        {
            generator.Randn(values);
        }

        return [.. values.Select(value => (double)value)];
    }

    /// <summary>Tensors on a device for one trial of an entry.</summary>
    public static Tensor[] Tensors(OpCase entry, int[][] shapes, Device device) =>
        [.. shapes.Select((shape, i) => Tensor.From(Values(entry, shape, (97 * i) + 11), shape, device))];

    /// <summary>Theory data: every entry by name.</summary>
    public static TheoryData<string> Names(Func<OpCase, bool> wanted) => [.. Catalogue.All.Where(wanted).Select(entry => entry.Name)];

    /// <summary>The entry of that name.</summary>
    public static OpCase Get(string name) => Catalogue.All.Single(entry => entry.Name == name);
}
