namespace Tests;

/// <summary>Where threads wait until all of them are there: a whole group, or the lanes of a warp.</summary>
internal sealed class PtxMeeting(PtxThread[] threads)
{
    private int arrived;
    private int place;

    /// <summary>The thread waits for the others. The last to come finishes for all, and they go on.</summary>
    public void Come(PtxThread thread, Action<PtxThread[]>? finish = null)
    {
        thread.Waits = static () => false;
        if (++arrived == threads.Length)
        {
            finish?.Invoke(threads);
            Array.ForEach(threads, one => one.Waits = null);
            arrived = 0;
        }
    }

    /// <summary>As <see cref="Come"/>, at an instruction that all threads must execute together.</summary>
    public void ComeTogether(PtxThread thread, Action<PtxThread[]> finish)
    {
        if (arrived > 0 && place != thread.At)
        {
            Assert.Fail($"Thread {thread.Number} comes to instruction {thread.At - 1}, which is for a whole warp, and others of its warp wait at {place - 1}.");
        }

        place = thread.At;
        Come(thread, finish);
    }
}
