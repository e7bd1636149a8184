namespace Micrograd;

/// <summary>
/// Tensors that are used again, for a loop that makes the same ones in every turn and trains nothing: writing text token by token.
/// The n-th tensor that a turn makes is the n-th of the turn before, object, memory and all, if it has the same shape; so a turn asks
/// neither the device's pool nor the garbage collector for anything.
/// <code>
/// using var arena = new TensorArena();
/// while (...)
/// {
///     using var turn = arena.Begin();
///     model.Forward(...).CopyTo(numbers);
/// }
/// </code>
/// What a turn made must not be looked at when the next one has begun: its numbers are then others.
/// </summary>
public sealed class TensorArena : IDisposable
{
    [ThreadStatic]
    private static TensorArena? current;

    private readonly List<Tensor> tensors = [];
    private int next;

    /// <summary>The arena whose turn this thread is in; null: none.</summary>
    internal static TensorArena? Current => current;

    /// <summary>Begins a turn on this thread, in which nothing is recorded for a backward pass; it ends when the result is disposed.</summary>
    public Turn Begin()
    {
        var turn = new Turn(current, Tensor.NoGrad());
        current = this;
        next = 0;
        return turn;
    }

    /// <summary>Gives the memory back.</summary>
    public void Dispose()
    {
        foreach (var tensor in tensors)
        {
            tensor.Free();
        }

        tensors.Clear();
    }

    /// <summary>The turn's next tensor, its contents undefined.</summary>
    internal Tensor Take(Device device, DType type, ReadOnlySpan<int> shape)
    {
        int number = next++;
        if (number < tensors.Count)
        {
            var before = tensors[number];
            if (!before.IsFreed && before.HasType(type) && before.Shape.SequenceEqual(shape) && ReferenceEquals(before.Device, device))
            {
                return before;
            }

            before.Free();
        }

        var made = Tensor.New(device, type, shape.ToArray());
        made.Outlives = true; // a scope within the turn leaves it alone
        if (number < tensors.Count)
        {
            tensors[number] = made;
        }
        else
        {
            tensors.Add(made);
        }

        return made;
    }

    /// <summary>A turn of the loop.</summary>
    /// <param name="outer">The arena whose turn was interrupted, if any.</param>
    /// <param name="noGrad">What switches recording back.</param>
    public readonly struct Turn(TensorArena? outer, Tensor.NoGradScope noGrad) : IDisposable
    {
        /// <inheritdoc/>
        public void Dispose()
        {
            current = outer;
            noGrad.Dispose();
        }
    }
}
