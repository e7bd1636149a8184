namespace Kernels;

/// <summary>
/// Checks row numbers and class labels before a host kernel follows them: a wrong one would read or overwrite somebody
/// else's memory.
/// </summary>
internal static class IndexCheck
{
    /// <summary>Each index must name one of the table's rows.</summary>
    /// <exception cref="ArgumentOutOfRangeException">One does not.</exception>
    public static void Rows(ReadOnlySpan<int> indices, int vocabulary)
    {
        for (int i = 0; i < indices.Length; i++)
        {
            if ((uint)indices[i] >= (uint)vocabulary)
            {
                throw NotARow(indices[i], i, vocabulary);
            }
        }
    }

    /// <summary>Each target must be a column or the ignored one.</summary>
    /// <exception cref="ArgumentOutOfRangeException">One is neither.</exception>
    public static void Targets(ReadOnlySpan<int> targets, int columns, int ignoreIndex)
    {
        for (int i = 0; i < targets.Length; i++)
        {
            if ((uint)targets[i] >= (uint)columns && targets[i] != ignoreIndex)
            {
                throw NotAClass(targets[i], i, columns, ignoreIndex);
            }
        }
    }

    /// <summary>What a GPU says of several wrong indices or targets when it only knows the place of the first.</summary>
    public static ArgumentOutOfRangeException Several(string name, int position, int limit) => new(
        name, $"Several {name} are wrong, the first at position {position}; 0 to {limit - 1} are right.");

    /// <summary>What an embedding says of a wrong index.</summary>
    public static ArgumentOutOfRangeException NotARow(int index, int position, int vocabulary) => new(
        "indices", $"Embedding: index {index} at position {position} is not a row of the table; rows are 0 to {vocabulary - 1}.");

    /// <summary>What a cross-entropy says of a wrong target.</summary>
    public static ArgumentOutOfRangeException NotAClass(int target, int row, int columns, int ignoreIndex) => new(
        "targets", $"CrossEntropy: target {target} at row {row} is not a class; classes are 0 to {columns - 1}, and {ignoreIndex} marks rows to ignore.");
}
