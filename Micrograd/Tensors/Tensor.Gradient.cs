namespace Micrograd;

public sealed partial class Tensor
{
    private Tensor? grad;
    private Tensor? roundedGrad;

    /// <summary>∂(what <see cref="Backward()"/> was called on)/∂(this), of the same shape; null before, and after <see cref="ZeroGrad"/>.</summary>
    public Tensor? Grad => grad;

    /// <summary>Where this leaf's gradient has to lie, and who waits for it; null: anywhere, and nobody.</summary>
    internal GradientSlot? GradientSlot { get; set; }

    /// <summary>Forgets the gradient, before the next backward pass adds to it.</summary>
    public void ZeroGrad()
    {
        grad?.Free();
        grad = null;
        RoundedGrad = null;
    }

    /// <summary>
    /// Adds to this tensor's gradient and takes <paramref name="contribution"/> over: the first one becomes the
    /// gradient. Gradients add up because a tensor that is used twice has two paths to the result. They have the type of
    /// their tensor: that of a bf16 tensor is rounded, and a float's is never bf16.
    /// </summary>
    public void AddGrad(Tensor contribution)
    {
        if (!RequiresGrad)
        {
            contribution.Free();
            return;
        }

        RoundedGrad = null;
        RequireSameShape("gradient", contribution);
        if (!contribution.IsContiguous)
        {
            var packed = contribution.Contiguous();
            contribution.Free();
            contribution = packed;
        }

        contribution = contribution.TakenAs(TypeToAskFor);
        if (grad is null)
        {
            grad = contribution;
            grad.Outlives = Outlives || IsLeaf;
            if (IsLeaf)
            {
                OwnGrad(); // optimizers and clipping change a leaf's gradient in place
            }

            return;
        }

        Kernels.AddInto(contribution.Buffer, OwnGrad().Buffer);
        grad.RoundOnHost();
        contribution.Free();
    }

    /// <summary>
    /// The memory of this tensor's gradient for a kernel that can add to it, and whether there is something to add to;
    /// if not, its contents are undefined. Saves a pass over the gradient of a large parameter.
    /// </summary>
    internal (Buffer Buffer, bool Accumulate) GradTarget()
    {
        RoundedGrad = null;
        bool accumulate = grad is not null;
        return (OwnGrad().Buffer, accumulate);
    }

    /// <summary>
    /// Whether the only operation that used this tensor may overwrite its numbers by their gradient: an intermediate result, whose memory is freed afterwards anyway,
    /// that nobody else has a view of and nobody asked to keep.
    /// </summary>
    internal bool CanBecomeItsGrad => !IsLeaf && !retained && uses == 1 && IsContiguous && !storage.IsShared;

    /// <summary>
    /// This tensor's gradient rounded to bf16, if a kernel that wrote it left that too; gone when something is added to the gradient.
    /// </summary>
    internal Tensor? RoundedGrad
    {
        set
        {
            roundedGrad?.Free();
            roundedGrad = value;
        }
    }

    /// <summary>Hands it over, if it is there.</summary>
    internal Tensor? TakeRoundedGrad()
    {
        var mine = roundedGrad;
        roundedGrad = null;
        return mine;
    }

    /// <summary>Hands the gradient over: what was this tensor's is the caller's now.</summary>
    internal Tensor? TakeGrad()
    {
        var mine = grad;
        grad = null;
        return mine;
    }

    /// <summary>
    /// The gradient, in memory that nobody else uses: new, or a copy if it is somebody else's too (summands and views pass
    /// their gradient on as it is). One that has a place of its own is made or moved there.
    /// </summary>
    private Tensor OwnGrad()
    {
        var home = GradientSlot?.Home;
        if (grad is not null && (home is null ? !grad.storage.IsShared : ReferenceEquals(grad.storage, home.storage)))
        {
            return grad;
        }

        var own = home?.Detach() ?? NewOfSameType(shape);
        own.Outlives = Outlives || IsLeaf;
        if (grad is not null)
        {
            Kernels.Copy(grad.Buffer, own.Buffer);
            grad.Free();
        }

        return grad = own;
    }
}
