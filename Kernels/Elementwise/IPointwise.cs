namespace Kernels;

/// <summary>A function of one number, written once for every device. Parameters such as an exponent are fields.</summary>
public interface IUnary
{
    /// <summary>y = f(x).</summary>
    T Forward<T>(T x)
        where T : unmanaged, IReal<T>;

    /// <summary>dx = f'(x)·dy; y = f(x) is at hand where it helps.</summary>
    T Backward<T>(T x, T y, T dy)
        where T : unmanaged, IReal<T>;
}

/// <summary>A function of two numbers, written once for every device.</summary>
public interface IBinary
{
    /// <summary>y = f(a, b).</summary>
    T Forward<T>(T a, T b)
        where T : unmanaged, IReal<T>;

    /// <summary>da = ∂f/∂a·dy.</summary>
    T BackwardA<T>(T a, T b, T dy)
        where T : unmanaged, IReal<T>;

    /// <summary>db = ∂f/∂b·dy.</summary>
    T BackwardB<T>(T a, T b, T dy)
        where T : unmanaged, IReal<T>;
}
