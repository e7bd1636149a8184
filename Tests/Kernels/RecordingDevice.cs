using System.Reflection;

namespace Tests;

/// <summary>The oracle, writing down which kernels were called.</summary>
internal sealed class RecordingDevice : Device
{
    private readonly Recorder recorder;

    public RecordingDevice()
        : base("recording", DType.F64, HostMemory.CreatePool())
    {
        Kernels = DispatchProxy.Create<IKernels, Recorder>();
        recorder = (Recorder)Kernels;
    }

    public override IKernels Kernels { get; }

    public override string Description => "the oracle, recorded";

    /// <summary>Names of the kernels called so far.</summary>
    public IReadOnlySet<string> Called => recorder.Called;

    internal class Recorder : DispatchProxy
    {
        public HashSet<string> Called { get; } = [];

        protected override object? Invoke(MethodInfo? targetMethod, object?[]? args)
        {
            Called.Add(targetMethod!.Name);
            try
            {
                return targetMethod.Invoke(Device.Reference.Kernels, args);
            }
            catch (TargetInvocationException wrapped) when (wrapped.InnerException is { } inner)
            {
                throw inner;
            }
        }
    }
}
