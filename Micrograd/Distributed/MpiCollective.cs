using System.Runtime.InteropServices;

namespace Micrograd;

/// <summary>An operation that MPI carries: on a tensor's own memory, or on a copy of it where that lies on a GPU.</summary>
internal abstract unsafe class MpiCollective : Collective
{
    private readonly Buffer values;
    private bool isDone;

    /// <summary>Room for an operation.</summary>
    /// <param name="group">Whose.</param>
    /// <param name="values">The numbers.</param>
    protected MpiCollective(MpiGroup group, Buffer values)
    {
        (Group, this.values, Host) = (group, values, values);
        if (values.Storage.Device is GpuDevice device)
        {
            Host = new Buffer(Device.Cpu.Allocate(values.Type, values.Length), 0, values.Length);
            device.Read(values, Host.F32);
        }
    }

    /// <summary>Who takes part.</summary>
    protected MpiGroup Group { get; }

    /// <summary>The numbers, where MPI can reach them.</summary>
    protected Buffer Host { get; }

    /// <summary>Gives MPI the opportunity to go on.</summary>
    public void Test() => isDone = isDone || Advance();

    /// <inheritdoc/>
    public override void Wait()
    {
        if (!isDone)
        {
            Group.WaitFor(Advance);
        }

        Release();
        if (values.Storage.Device is GpuDevice device)
        {
            device.Write(values, Host.F32);
            Host.Storage.Release();
        }

        Group.Forget(this);
    }

    /// <summary>The first of some numbers in this machine's memory.</summary>
    protected static void* AddressOf(Buffer numbers) => numbers.Type == DType.F64
        ? System.Runtime.CompilerServices.Unsafe.AsPointer(ref numbers.F64.GetPinnableReference())
        : numbers.FloatPointer;

    /// <summary>Does what can be done now.</summary>
    /// <returns>Whether that was all.</returns>
    protected abstract bool Advance();

    /// <summary>Gives memory back that was needed on the way.</summary>
    protected abstract void Release();
}

/// <summary>One of MPI's own operations.</summary>
internal sealed unsafe class MpiOperation : MpiCollective
{
    private readonly nint* request = (nint*)NativeMemory.AllocZeroed((nuint)sizeof(nint)); // stays in its place while MPI works

    /// <summary>Begins it.</summary>
    /// <param name="group">Who takes part.</param>
    /// <param name="values">The numbers.</param>
    /// <param name="start">Calls MPI.</param>
    public MpiOperation(MpiGroup group, Buffer values, Start start)
        : base(group, values) => MpiLibrary.Check(start(AddressOf(Host), group.TypeOf(values), request), "begin to exchange numbers");

    /// <summary>A call of MPI that returns at once, and the request by which it is known from then on.</summary>
    public delegate int Start(void* host, nint type, nint* request);

    /// <inheritdoc/>
    protected override bool Advance() => Group.IsDone(request);

    /// <inheritdoc/>
    protected override void Release() => NativeMemory.Free(request);
}
