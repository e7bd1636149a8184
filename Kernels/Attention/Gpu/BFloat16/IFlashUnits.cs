using ILGPU;

namespace Kernels;

/// <summary>
/// What flash attention in bf16 asks of a GPU: shared memory that is filled by copies of its own accord, fragments from there, tensor cores, and what four
/// threads of a row find out together. Written against this, the same algorithm, with the same places in memory and registers, runs on any device and is
/// compared with the oracle there; what only CUDA runs is an instruction each. All threads of a group call these the same number of times.
/// </summary>
internal interface IFlashUnits
{
    /// <summary>What the device must offer.</summary>
    static abstract KernelNeeds Needs { get; }

    /// <summary>Threads of a group: whole warps.</summary>
    static abstract int Threads { get; }

    /// <summary>Whether warps may go different ways between the group's barriers.</summary>
    static abstract bool WarpsPart { get; }

    /// <summary>Bytes of shared memory to ask for at the launch, for a kernel that wants so many.</summary>
    static abstract int AtLaunch(int bytes);

    /// <summary>
    /// The same number, computed here and once: ILGPU writes an expression where it is used, each time, and for what all turns of a loop need that is too often.
    /// </summary>
    static abstract int Once(int value);

    /// <inheritdoc cref="Once(int)"/>
    static abstract float Once(float value);

    /// <summary>Shared memory.</summary>
    static abstract ArrayView<Float4> Memory(int bytes);

    /// <summary>The address of its first byte; all places in it are given by address.</summary>
    static abstract int Start();

    /// <summary>Starts a copy of 16 bytes to shared memory.</summary>
    /// <param name="memory">Shared memory.</param>
    /// <param name="target">Where to.</param>
    /// <param name="source">Where from.</param>
    /// <param name="at">In units of 16 bytes.</param>
    /// <param name="exists">Else zeros are written, and nothing is read.</param>
    static abstract void Copy(ArrayView<Float4> memory, int target, FlashOperand source, int at, bool exists);

    /// <summary>Waits for this thread's copies.</summary>
    static abstract void WaitForCopies();

    /// <summary>Waits for the warp, and shows its threads what the others wrote to shared memory.</summary>
    static abstract void WarpBarrier();

    /// <summary>
    /// Brings four matrices of 8 x 8 numbers, a word of each to every thread: that with the numbers 2t and 2t + 1 of row g, where g = lane / 4, t = lane % 4.
    /// The 8 lanes from 8m on name the rows of matrix m, of 16 bytes each.
    /// </summary>
    /// <param name="words">Takes the four words.</param>
    /// <param name="at">From here on.</param>
    /// <param name="memory">Shared memory.</param>
    /// <param name="row">This lane's row.</param>
    static abstract void Load(uint[] words, int at, ArrayView<Float4> memory, int row);

    /// <summary>The same, transposed: a thread gets number g of rows 2t and 2t + 1.</summary>
    static abstract void LoadTransposed(uint[] words, int at, ArrayView<Float4> memory, int row);

    /// <summary>As <see cref="ITensorCore.MultiplyAdd"/>: a fragment of A, in four words, times one of B, in two.</summary>
    static abstract void MultiplyAdd(float[] sums, int at, uint[] a, int atA, uint[] b, int atB);

    /// <summary>As <see cref="ITensorCore.Pack"/>.</summary>
    static abstract uint Pack(float first, float second);

    /// <summary>2^x.</summary>
    static abstract float Exp2(float x);

    /// <summary>The largest number of the four threads of a row.</summary>
    static abstract float Largest(float value);

    /// <summary>The sum of the numbers of the four threads of a row.</summary>
    static abstract float Sum(float value);
}

/// <summary>Memory to copy from, by its view and by its address: cp.async takes no view.</summary>
internal readonly record struct FlashOperand(ArrayView<Float4> View, long Address);
