using ILGPU.Runtime;
using ILGPU.Runtime.Cuda;

namespace Kernels;

/// <summary>
/// A second queue of a CUDA GPU, for work of a library (NCCL) beside the device's own: what is queued in one runs while the other
/// computes, unless one is told to wait for the other.
/// </summary>
public sealed unsafe class CudaSideQueue : IDisposable
{
    private const uint NonBlocking = 1; // CU_STREAM_NON_BLOCKING: does not wait for CUDA's default queue
    private const uint WithoutTime = 2; // CU_EVENT_DISABLE_TIMING
    private const int NotReady = 600; // CUDA_ERROR_NOT_READY

    private readonly CudaDevice device;
    private readonly nint queue;
    private readonly nint mark;

    /// <summary>A queue beside the device's.</summary>
    /// <exception cref="DeviceException">The driver does not make one.</exception>
    public CudaSideQueue(CudaDevice device)
    {
        this.device = device;
        Bind();
        nint made;
        Check(((delegate* unmanaged<nint*, uint, int>)CudaDriver.Function("cuStreamCreate"))(&made, NonBlocking));
        queue = made;
        Check(((delegate* unmanaged<nint*, uint, int>)CudaDriver.Function("cuEventCreate"))(&made, WithoutTime));
        mark = made;
    }

    /// <summary>CUDA's handle (CUstream), for a library that queues its work here.</summary>
    public nint Handle => queue;

    /// <summary>Whether all that was queued here is done.</summary>
    /// <exception cref="DeviceException">It failed.</exception>
    public bool IsDone
    {
        get
        {
            int status = ((delegate* unmanaged<nint, int>)CudaDriver.Function("cuStreamQuery"))(queue);
            if (status != NotReady)
            {
                Check(status);
            }

            return status != NotReady;
        }
    }

    private nint Main => ((CudaStream)device.Stream).StreamPtr;

    /// <summary>Where a buffer lies in the GPU's memory.</summary>
    public static nint AddressOf(Buffer buffer) => (nint)buffer.Floats().LoadEffectiveAddressAsPtr();

    /// <summary>Makes the device the one of this thread, as libraries expect it that know only a current one.</summary>
    public void Bind() => device.Accelerator.Bind();

    /// <summary>What is queued here from now on waits for what the device has in its queue now.</summary>
    public void WaitForDevice() => Order(Main, queue);

    /// <summary>What the device queues from now on waits for what is queued here now.</summary>
    public void LetDeviceWait() => Order(queue, Main);

    /// <inheritdoc/>
    public void Dispose()
    {
        ((delegate* unmanaged<nint, int>)CudaDriver.Function("cuEventDestroy_v2"))(mark);
        ((delegate* unmanaged<nint, int>)CudaDriver.Function("cuStreamDestroy_v2"))(queue);
    }

    private void Order(nint first, nint second)
    {
        Check(((delegate* unmanaged<nint, nint, int>)CudaDriver.Function("cuEventRecord"))(mark, first));
        Check(((delegate* unmanaged<nint, nint, uint, int>)CudaDriver.Function("cuStreamWaitEvent"))(second, mark, 0));
    }

    private void Check(int status)
    {
        if (status != 0)
        {
            throw new DeviceException($"The device {device.Name} failed in its second queue (CUDA's status {status}). What was saved is safe; start again, with --resume to go on from the last checkpoint.");
        }
    }
}
