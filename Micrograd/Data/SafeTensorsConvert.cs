using System.Numerics;
using System.Runtime.InteropServices;

namespace Micrograd;

/// <summary>Elements of a safetensors file as the numbers we compute with.</summary>
internal static class SafeTensorsConvert
{
    /// <exception cref="OverflowException">A whole number does not fit.</exception>
    public static void To<T>(ReadOnlySpan<byte> raw, SafeTensorType type, Span<T> to) where T : unmanaged, INumber<T>
    {
        switch (type)
        {
            case SafeTensorType.F64: Copy<double, T>(raw, to); break;
            case SafeTensorType.F32: Copy<float, T>(raw, to); break;
            case SafeTensorType.F16: Copy<Half, T>(raw, to); break;
            case SafeTensorType.I64: Copy<long, T>(raw, to); break;
            case SafeTensorType.I32: Copy<int, T>(raw, to); break;
            case SafeTensorType.I16: Copy<short, T>(raw, to); break;
            case SafeTensorType.I8: Copy<sbyte, T>(raw, to); break;
            case SafeTensorType.U8: Copy<byte, T>(raw, to); break;
            case SafeTensorType.BOOL:
                for (int i = 0; i < to.Length; i++)
                {
                    to[i] = raw[i] != 0 ? T.One : T.Zero;
                }

                break;
            case SafeTensorType.BF16:
                var halves = MemoryMarshal.Cast<byte, ushort>(raw);
                for (int i = 0; i < to.Length; i++)
                {
                    to[i] = T.CreateChecked(BFloat16.ToSingle(halves[i]));
                }

                break;
        }
    }

    private static void Copy<TFrom, T>(ReadOnlySpan<byte> raw, Span<T> to)
        where TFrom : unmanaged, INumber<TFrom>
        where T : unmanaged, INumber<T>
    {
        var from = MemoryMarshal.Cast<byte, TFrom>(raw);
        for (int i = 0; i < to.Length; i++)
        {
            to[i] = T.CreateChecked(from[i]);
        }
    }
}
