using System.Diagnostics;

namespace Kernels;

/// <summary>
/// What a <see cref="MeteredDevice"/> writes down: every kernel and every buffer, in order. Which operation they belong to is known only
/// when the operation ends, so the tape says it afterwards (<see cref="Label"/>).
/// </summary>
public sealed class KernelMeter
{
    private readonly long start = Stopwatch.GetTimestamp();
    private readonly Lock gate = new();
    private readonly List<KernelCall> calls = [];
    private readonly List<LiveBuffer> buffers = [];
    private readonly Dictionary<MemoryBlock, LiveBuffer> live = [];
    private int labelledCalls;
    private int labelledBuffers;

    /// <summary>A meter that starts now.</summary>
    /// <param name="standing">Bytes in use at this moment.</param>
    internal KernelMeter(long standing) => StandingBytes = standing;

    /// <summary>The kernels, in their order.</summary>
    public IReadOnlyList<KernelCall> Calls => calls;

    /// <summary>The buffers, in the order in which they were first heard of.</summary>
    public IReadOnlyList<LiveBuffer> Buffers => buffers;

    /// <summary>Bytes that were in use when the meter started.</summary>
    public long StandingBytes { get; }

    /// <summary>Seconds since the meter started.</summary>
    public double Seconds => Stopwatch.GetElapsedTime(start).TotalSeconds;

    /// <summary>Says what the kernels and buffers since the last label were for.</summary>
    /// <param name="operation">The operation; null: none, each kernel stands for itself.</param>
    /// <param name="pass">The part of the step.</param>
    public void Label(string? operation, Pass pass)
    {
        lock (gate)
        {
            for (; labelledCalls < calls.Count; labelledCalls++)
            {
                var call = calls[labelledCalls];
                calls[labelledCalls] = call with { Operation = operation ?? call.Kernel, Pass = pass };
            }

            for (; labelledBuffers < buffers.Count; labelledBuffers++)
            {
                var buffer = buffers[labelledBuffers];
                if (buffer.Born > 0)
                {
                    (buffer.Operation, buffer.Pass) = (operation ?? "other", pass);
                }
            }
        }
    }

    /// <summary>Bytes in use after each change, from the start on: the timeline of live buffers.</summary>
    public IReadOnlyList<(double Seconds, long Bytes)> Timeline
    {
        get
        {
            var changes = buffers.Where(buffer => buffer.Born > 0).Select(buffer => (At: buffer.Born, buffer.Bytes))
                .Concat(buffers.Where(buffer => double.IsFinite(buffer.Died)).Select(buffer => (At: buffer.Died, Bytes: -buffer.Bytes)));
            var line = new List<(double, long)> { (0, StandingBytes) };
            long bytes = StandingBytes;
            foreach (var (at, change) in changes.OrderBy(change => change.At))
            {
                line.Add((at, bytes += change));
            }

            return line;
        }
    }

    internal void Add(KernelCall call)
    {
        lock (gate)
        {
            calls.Add(call);
        }
    }

    /// <summary>The pool handed a block out.</summary>
    internal void Taken(MemoryBlock block)
    {
        lock (gate)
        {
            var buffer = new LiveBuffer(block.Bytes, Seconds);
            live[block] = buffer;
            buffers.Add(buffer);
        }
    }

    /// <summary>The pool got a block back; perhaps from the garbage collector's thread.</summary>
    internal void Returned(MemoryBlock block)
    {
        lock (gate)
        {
            if (!live.Remove(block, out var buffer))
            {
                buffers.Add(buffer = new LiveBuffer(block.Bytes, 0));
            }

            buffer.Died = Seconds;
        }
    }
}
