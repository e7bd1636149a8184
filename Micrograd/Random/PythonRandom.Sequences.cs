namespace Micrograd;

public sealed partial class PythonRandom
{
    /// <summary><c>random.shuffle(list)</c>: in place, from the back (Fisher and Yates).</summary>
    public void Shuffle<T>(IList<T> items)
    {
        for (int i = items.Count - 1; i > 0; i--)
        {
            int j = (int)Below((ulong)i + 1);
            (items[i], items[j]) = (items[j], items[i]);
        }
    }

    /// <summary><c>random.choice(list)</c>: one item.</summary>
    public T Choice<T>(IReadOnlyList<T> items)
    {
        if (items.Count == 0)
        {
            throw new ArgumentException("Choice: the list is empty.");
        }

        return items[(int)Below((ulong)items.Count)];
    }

    /// <summary><c>random.choices(items, k=count)</c>: with replacement, all equally likely.</summary>
    public T[] Choices<T>(IReadOnlyList<T> items, int count)
    {
        if (items.Count == 0)
        {
            throw new ArgumentException("Choices: the list is empty.");
        }

        var drawn = new T[count];
        for (int i = 0; i < count; i++)
        {
            drawn[i] = items[(int)Math.Floor(Random() * items.Count)];
        }

        return drawn;
    }

    /// <summary>
    /// <c>random.choices(items, weights, k=count)</c>: with replacement, item i with probability weights[i] / sum(weights);
    /// the first cumulative weight above random() * total decides.
    /// </summary>
    public T[] Choices<T>(IReadOnlyList<T> items, ReadOnlySpan<double> weights, int count = 1)
    {
        if (items.Count == 0 || items.Count != weights.Length)
        {
            throw new ArgumentException($"Choices: {items.Count} items and {weights.Length} weights; there must be as many, and at least one.");
        }

        var cumulative = new double[weights.Length];
        double total = 0;
        for (int i = 0; i < weights.Length; i++)
        {
            cumulative[i] = total += weights[i];
        }

        if (!(total > 0) || !double.IsFinite(total))
        {
            throw new ArgumentException($"Choices: the sum of the weights is {total}; it must be finite and above zero.");
        }

        var drawn = new T[count];
        for (int i = 0; i < count; i++)
        {
            drawn[i] = items[FirstAbove(cumulative, Random() * total)];
        }

        return drawn;
    }

    /// <summary><c>random.sample(items, count)</c>: without replacement, in the order drawn.</summary>
    public T[] Sample<T>(IReadOnlyList<T> items, int count)
    {
        int n = items.Count;
        if (count < 0 || count > n)
        {
            throw new ArgumentException($"Sample: cannot take {count} of {n} items without replacement.");
        }

        // Python takes whichever needs less memory: a copy of the list, or the set of what was taken. The draws differ.
        double setSize = 21;
        if (count > 5)
        {
            setSize += Math.Pow(4, Math.Ceiling(Math.Log(count * 3) / Math.Log(4)));
        }

        var drawn = new T[count];
        if (n <= setSize)
        {
            T[] pool = [.. items];
            for (int i = 0; i < count; i++)
            {
                int j = (int)Below((ulong)(n - i));
                drawn[i] = pool[j];
                pool[j] = pool[n - i - 1]; // the last one not taken fills the gap
            }

            return drawn;
        }

        var taken = new HashSet<int>();
        for (int i = 0; i < count; i++)
        {
            int j;
            do
            {
                j = (int)Below((ulong)n);
            }
            while (!taken.Add(j));
            drawn[i] = items[j];
        }

        return drawn;
    }

    /// <summary>The first index whose value is above x, the last index at the latest.</summary>
    private static int FirstAbove(double[] ascending, double x)
    {
        int left = 0, right = ascending.Length - 1;
        while (left < right)
        {
            int middle = (left + right) / 2;
            if (x < ascending[middle])
            {
                right = middle;
            }
            else
            {
                left = middle + 1;
            }
        }

        return left;
    }
}
