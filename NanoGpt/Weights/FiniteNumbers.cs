namespace NanoGpt;

/// <summary>Refuses weights that are not numbers: one NaN makes every logit a NaN, far from the file that is to blame.</summary>
internal static class FiniteNumbers
{
    /// <exception cref="DataException">One of the values is not finite.</exception>
    public static void Require(ReadOnlySpan<float> values, string path, string name)
    {
        for (int i = 0; i < values.Length; i++)
        {
            if (!float.IsFinite(values[i]))
            {
                throw new DataException(FormattableString.Invariant(
                    $"{path}: element {i} of tensor {name} is {values[i]}, which no weight can be; the file is damaged, or its training diverged. Use another file."));
            }
        }
    }
}
