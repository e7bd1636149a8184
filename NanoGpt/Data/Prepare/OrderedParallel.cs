namespace NanoGpt;

/// <summary>Work on many items by several threads, with the results in the items' order.</summary>
internal static class OrderedParallel
{
    private const int Ahead = 2; // items a thread, so that a slow one does not leave the others idle

    /// <summary>Maps items. No more of them are in the memory at once than a few for each thread.</summary>
    /// <param name="items">They are asked for one by one, by the caller's thread.</param>
    /// <param name="work">What to do with an item, on any thread.</param>
    /// <param name="threads">How many work at once.</param>
    public static IEnumerable<TResult> Map<T, TResult>(IEnumerable<T> items, Func<T, TResult> work, int threads)
    {
        var scheduler = new ConcurrentExclusiveSchedulerPair(TaskScheduler.Default, threads).ConcurrentScheduler;
        var waiting = new Queue<Task<TResult>>();
        foreach (var item in items)
        {
            waiting.Enqueue(Task.Factory.StartNew(() => work(item), CancellationToken.None, TaskCreationOptions.DenyChildAttach, scheduler));
            if (waiting.Count > Ahead * threads)
            {
                yield return waiting.Dequeue().GetAwaiter().GetResult();
            }
        }

        while (waiting.TryDequeue(out var task))
        {
            yield return task.GetAwaiter().GetResult();
        }
    }
}
