namespace Kernels;

/// <summary>Calls of the oracle on arrays, for what a check needs from a forward pass.</summary>
internal static class Oracle
{
    /// <summary>Runs kernels of the oracle on copies of the arrays and copies them back.</summary>
    public static void Run(Action<IKernels, Buffer[]> job, params double[][] arrays)
    {
        var device = Device.Reference;
        Buffer[] buffers = [.. arrays.Select(values => new Buffer(device.Allocate(DType.F64, values.Length), 0, values.Length))];
        for (int i = 0; i < arrays.Length; i++)
        {
            device.Write(buffers[i], arrays[i]);
        }

        job(device.Kernels, buffers);
        for (int i = 0; i < arrays.Length; i++)
        {
            device.Read(buffers[i], arrays[i].AsSpan());
            buffers[i].Storage.Release();
        }
    }
}
