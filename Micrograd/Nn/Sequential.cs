namespace Micrograd;

/// <summary>Modules one after another, named 0, 1, 2, ...</summary>
public sealed class Sequential : Module
{
    /// <summary>A chain of modules.</summary>
    public Sequential(params ReadOnlySpan<Module> modules)
    {
        for (int i = 0; i < modules.Length; i++)
        {
            Child(i.ToString(System.Globalization.CultureInfo.InvariantCulture), modules[i]);
        }
    }

    /// <inheritdoc/>
    public override Tensor Forward(Tensor x)
    {
        foreach (var (_, module) in Children)
        {
            x = module.Forward(x);
        }

        return x;
    }
}
