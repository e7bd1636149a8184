using ILGPU;
using ILGPU.Runtime;
using ILGPU.Runtime.CPU;

namespace Lectures;

/// <summary>Runs a learner's GPU kernels on ILGPU's simulator: every thread of a group as a thread of the processor, barriers and all.</summary>
internal sealed class Simulator : IDisposable
{
    /// <summary>How many threads a group has.</summary>
    public const int GroupSize = 32;

    private readonly Context context = Context.Create(builder => builder.CPU(new CPUDevice(GroupSize, 1, 1)));
    private readonly Accelerator accelerator;

    /// <summary>Starts the simulator.</summary>
    public Simulator()
    {
        accelerator = context.GetCPUDevices()[0].CreateAccelerator(context);
    }

    /// <summary>Runs a kernel with one input and one output that is called for every number from 0 to <paramref name="threads"/> - 1.</summary>
    /// <returns>The output; a number that no thread wrote is NaN.</returns>
    public float[] Run(Action<Index1D, ArrayView<float>, ArrayView<float>, int> kernel, int threads, float[] input, int outputs, int argument) =>
        Run(input, outputs, (x, y) => accelerator.LoadAutoGroupedStreamKernel(kernel)(threads, x, y, argument));

    /// <summary>Runs a kernel with one input and one output in groups of <see cref="GroupSize"/> threads.</summary>
    /// <returns>The output; a number that no thread wrote is NaN.</returns>
    public float[] RunGroups(Action<ArrayView<float>, ArrayView<float>, int> kernel, int groups, float[] input, int outputs, int argument) =>
        Run(input, outputs, (x, y) => accelerator.LoadStreamKernel(kernel)(new KernelConfig(groups, GroupSize), x, y, argument));

    /// <inheritdoc/>
    public void Dispose()
    {
        accelerator.Dispose();
        context.Dispose();
    }

    private float[] Run(float[] input, int outputs, Action<ArrayView<float>, ArrayView<float>> launch)
    {
        using var x = accelerator.Allocate1D(input);
        using var y = accelerator.Allocate1D(Enumerable.Repeat(float.NaN, outputs).ToArray());
        try
        {
            launch(x.View.AsContiguous(), y.View.AsContiguous());
        }
        catch (InternalCompilerException e)
        {
            throw new CheckFailedException($"A GPU cannot run this kernel: {e.GetBaseException().Message.TrimEnd('.')}. It may use numbers, loops, views and ILGPU's own types alone: no new objects, no LINQ, no strings, no exceptions.");
        }

        accelerator.Synchronize();
        return y.GetAsArray1D();
    }
}
