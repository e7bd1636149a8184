namespace Micrograd;

public sealed partial class Tensor
{
    [ThreadStatic]
    private static bool recordingOff;

    [ThreadStatic]
    private static List<Tensor>? order;

    [ThreadStatic]
    private static Stack<(Tensor Tensor, int NextInput)>? path;

    private static int backwardNumber;

    private Tensor[]? inputs;
    private Action<Tensor>? backward;
    private int visitedBy;
    private int uses;
    private bool isSpent;
    private bool retained;

    /// <summary>The operation that made this tensor; empty if it was made of numbers.</summary>
    public string Operation { get; private set; } = "";

    /// <summary>What else it takes to repeat the operation: an exponent, an axis, indices; null for most.</summary>
    internal object? Detail { get; private set; }

    /// <summary>What this was computed from, as far as it is recorded.</summary>
    internal IReadOnlyList<Tensor> Inputs => inputs ?? [];

    /// <summary>Whether this tensor was not computed from tensors that require gradients.</summary>
    public bool IsLeaf => inputs is null && !isSpent;

    /// <summary>Whether operations are recorded on this thread now.</summary>
    public static bool IsRecording => !recordingOff;

    /// <summary>What writes down this device's kernels, and wants to know what they were for; null: nobody.</summary>
    private KernelMeter? Meter => storage.Device is MeteredDevice device ? device.Meter : null;

    /// <summary>Whether a scope must leave this tensor alone: a parameter, or a gradient of one.</summary>
    internal bool Outlives { get; set; }

    /// <summary>Switches recording off until the result is disposed: <c>using (Tensor.NoGrad()) { ... }</c>.</summary>
    public static NoGradScope NoGrad()
    {
        var scope = new NoGradScope(recordingOff);
        recordingOff = true;
        return scope;
    }

    /// <summary>Switches recording on until the result is disposed, inside a backward function too.</summary>
    internal static NoGradScope Recording()
    {
        var scope = new NoGradScope(recordingOff);
        recordingOff = false;
        return scope;
    }

    /// <summary>Frees everything made until the result is disposed; see <see cref="TensorScope"/>.</summary>
    public static TensorScope Scope() => TensorScope.Open();

    /// <summary>
    /// Keeps this tensor's numbers and gradient after <see cref="Backward()"/>, which otherwise frees those of
    /// intermediate results as it goes.
    /// </summary>
    /// <returns>This tensor.</returns>
    public Tensor RetainGrad()
    {
        retained = true;
        return this;
    }

    /// <summary>Computes the gradient of this number with respect to every leaf that requires one, and adds it to their <see cref="Grad"/>.</summary>
    /// <exception cref="InvalidOperationException">Not a single number; nothing to differentiate; or called a second time.</exception>
    public void Backward()
    {
        if (Count != 1)
        {
            throw new InvalidOperationException($"Backward() starts at a single number, not at a tensor of shape {Shapes.Format(shape)}: reduce it by Sum() or Mean() first, or call Backward(upstream).");
        }

        Backward(Full(shape, 1, Device));
    }

    /// <summary>
    /// Backpropagation: walks the tape from this tensor to the leaves, in reverse topological order, and lets each
    /// operation turn the gradient of its result into gradients of its inputs.
    /// </summary>
    /// <param name="upstream">The gradient of the final result with respect to this tensor, of its shape. Taken over.</param>
    public void Backward(Tensor upstream)
    {
        RequireSameShape("Backward", upstream);
        RequireSameDevice("Backward", upstream);
        if (isSpent)
        {
            throw new InvalidOperationException("Backward() was called twice on the same result. The first call freed what it was computed from; run the forward pass again.");
        }

        if (!RequiresGrad)
        {
            throw new InvalidOperationException("Backward(): no tensor that this one was computed from requires a gradient. Set RequiresGrad on the parameters, and do not compute the loss under NoGrad().");
        }

        using var _ = NoGrad();
        Meter?.Label(null, Pass.Update); // what nobody recorded
        var sorted = TopologicalOrder();
        AddGrad(upstream);
        for (int i = sorted.Count - 1; i >= 0; i--)
        {
            sorted[i].PropagateAndFree(isRoot: i == sorted.Count - 1);
        }

        sorted.Clear();
        order = sorted;
    }

    /// <summary>
    /// Ends an operation: gives the result a history if one is wanted. The function turns the result's gradient into
    /// calls of <see cref="AddGrad"/> on the inputs; it must not keep the gradient.
    /// </summary>
    /// <param name="operation">Its name.</param>
    /// <param name="from">Its inputs.</param>
    /// <param name="function">Its backward pass.</param>
    /// <param name="detail">What else it takes to repeat it, for <see cref="TimeMachine"/>: an exponent, an axis, indices.</param>
    /// <remarks>
    /// A lambda's captured variables take memory as soon as the method begins that they belong to. So operations that writing text uses
    /// make theirs in a function of its own, called where <see cref="IsRecording"/> says that it is wanted.
    /// </remarks>
    public Tensor Record(string operation, ReadOnlySpan<Tensor> from, Action<Tensor> function, object? detail = null)
    {
        Unrecorded(operation);
        if (!recordingOff && AnyRequiresGrad(from))
        {
            inputs = from.ToArray();
            foreach (var input in inputs)
            {
                input.uses++;
            }

            backward = function;
            Detail = detail;
            RequiresGrad = true;
        }

        return this;
    }

    /// <summary>Ends an operation whose result needs no history, as nobody records.</summary>
    /// <param name="operation">Its name.</param>
    internal Tensor Unrecorded(string operation)
    {
        Operation = operation;
        if (!storage.IsShared)
        {
            RoundOnHost();
        }

        Meter?.Label(operation, Pass.Forward);
        return this;
    }

    private static bool AnyRequiresGrad(ReadOnlySpan<Tensor> tensors)
    {
        foreach (var tensor in tensors)
        {
            if (tensor.RequiresGrad)
            {
                return true;
            }
        }

        return false;
    }

    private void PropagateAndFree(bool isRoot)
    {
        if (backward is null)
        {
            GradientSlot?.OnFinal(); // all that used this leaf came before it
            return; // a leaf: its gradient is what the caller wanted
        }

        // No gradient: the operations that used this tensor let none through.
        if (grad is not null)
        {
            backward(grad);
            Meter?.Label(Operation, Pass.Backward);
        }

        backward = null;
        inputs = null;
        isSpent = true;
        if (!retained)
        {
            ZeroGrad();
            if (!isRoot)
            {
                Free();
            }
        }
    }

    /// <summary>
    /// Every tensor that gradients flow through, inputs before results; this one is last. Depth first with a stack of
    /// our own, since a long chain would overflow the machine's.
    /// </summary>
    private List<Tensor> TopologicalOrder()
    {
        int number = Interlocked.Increment(ref backwardNumber);
        var sorted = order ?? [];
        order = null; // taken until Backward is done: a backward function may call Backward itself, see F.Recompute
        var stack = path ??= [];
        stack.Clear();
        visitedBy = number;
        stack.Push((this, 0));
        while (stack.TryPop(out var step))
        {
            var (tensor, next) = step;
            if (tensor.isSpent)
            {
                throw new InvalidOperationException($"Backward(): the result of '{tensor.Operation}' that this was computed from was freed by an earlier Backward(). Run the forward pass again, or use Detach() to treat it as a constant.");
            }

            var from = tensor.inputs ?? [];
            while (next < from.Length && (from[next].visitedBy == number || !from[next].RequiresGrad))
            {
                next++;
            }

            if (next == from.Length)
            {
                sorted.Add(tensor);
                continue;
            }

            stack.Push((tensor, next + 1));
            from[next].visitedBy = number;
            stack.Push((from[next], 0));
        }

        return sorted;
    }

    /// <summary>Switches recording back to what it was.</summary>
    /// <param name="before">What it was.</param>
    public readonly struct NoGradScope(bool before) : IDisposable
    {
        /// <inheritdoc/>
        public void Dispose() => recordingOff = before;
    }
}
