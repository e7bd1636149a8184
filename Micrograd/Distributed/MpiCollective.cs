using System.Runtime.InteropServices;

namespace Micrograd;

/// <summary>An operation that MPI works at: on a tensor's own memory, or on a copy of it where that lies on a GPU.</summary>
internal sealed unsafe class MpiCollective : Collective
{
    private readonly MpiGroup group;
    private readonly Buffer values;
    private readonly Buffer? copy;
    private readonly Action<nint>? atTheEnd;
    private readonly Action<MpiCollective> ended;
    private bool isDone;

    /// <summary>Room for an operation.</summary>
    /// <param name="group">Whose.</param>
    /// <param name="values">The numbers.</param>
    /// <param name="atTheEnd">What else is to be done with them on this machine.</param>
    /// <param name="ended">Is told when all is done.</param>
    public MpiCollective(MpiGroup group, Buffer values, Action<nint>? atTheEnd, Action<MpiCollective> ended)
    {
        (this.group, this.values, this.atTheEnd, this.ended) = (group, values, atTheEnd, ended);
        Request = (nint*)NativeMemory.AllocZeroed((nuint)sizeof(nint));
        if (values.Storage.Device is GpuDevice device)
        {
            copy = new Buffer(Device.Cpu.Allocate(values.Type, values.Length), 0, values.Length);
            device.Read(values, copy.Value.F32);
        }
    }

    /// <summary>MPI's handle, where it stays while MPI works.</summary>
    public nint* Request { get; }

    /// <summary>The first number, where MPI can reach it.</summary>
    public nint Host => (copy ?? values) is var here && here.Type == DType.F64 ? (nint)DoublePointer(here) : (nint)here.FloatPointer;

    /// <summary>Gives MPI the opportunity to go on.</summary>
    public void Test() => isDone = isDone || group.IsDone(Request);

    /// <inheritdoc/>
    public override void Wait()
    {
        if (!isDone)
        {
            group.WaitFor(Request);
        }

        atTheEnd?.Invoke(Host);
        if (copy is { } host)
        {
            values.Storage.Device.Write(values, host.F32);
            host.Storage.Release();
        }

        NativeMemory.Free(Request);
        ended(this);
    }

    private static double* DoublePointer(Buffer buffer) => (double*)System.Runtime.CompilerServices.Unsafe.AsPointer(ref buffer.F64.GetPinnableReference());
}
