using System.Diagnostics;

namespace Micrograd;

/// <summary>
/// Tells which rank it is that the others wait for. Who has waited for half of the time that is allowed says so to all others, again
/// and again; when the time is over, those who said nothing of late are the ones who are missing.
/// </summary>
/// <param name="mpi">Handles.</param>
/// <param name="rank">Who we are.</param>
/// <param name="size">How many.</param>
/// <param name="timeout">The longest wait.</param>
internal sealed unsafe class RollCall(MpiConstants mpi, int rank, int size, TimeSpan timeout)
{
    private const int Tag = 4711; // nothing else is sent from rank to rank
    private const int CallsInAWait = 20;
    private const int CallsThatMayBeMissed = 4;

    private readonly long[] heard = new long[size]; // when a rank last said that it waits

    /// <summary>What a rank does that waits.</summary>
    /// <param name="since">When it began to, as <see cref="Stopwatch.GetTimestamp"/> counts.</param>
    /// <param name="calls">How often it has called.</param>
    /// <exception cref="RankFailureException">The time is over.</exception>
    public void Wait(long since, ref int calls)
    {
        var waited = Stopwatch.GetElapsedTime(since);
        if (waited < timeout / 2)
        {
            return;
        }

        Listen();
        if (waited >= timeout)
        {
            throw new RankFailureException(Explain());
        }

        if (waited - (timeout / 2) >= calls * (timeout / CallsInAWait))
        {
            calls++;
            Call();
        }
    }

    private void Call()
    {
        byte here = 1;
        for (int other = 0; other < size; other++)
        {
            if (other != rank)
            {
                MpiLibrary.Check(Mpi.Send(&here, 1, mpi.Byte, other, Tag, mpi.World), "call the other ranks");
            }
        }
    }

    private void Listen()
    {
        byte here;
        for (int other = 0; other < size; other++)
        {
            while (other != rank && Mpi.Iprobe(other, Tag, mpi.World, out int found, mpi.StatusIgnore) == 0 && found != 0)
            {
                MpiLibrary.Check(Mpi.Recv(&here, 1, mpi.Byte, other, Tag, mpi.World, mpi.StatusIgnore), "hear the other ranks");
                heard[other] = Stopwatch.GetTimestamp();
            }
        }
    }

    private string Explain()
    {
        int[] missing = [.. Enumerable.Range(0, size).Where(other => other != rank
            && (heard[other] == 0 || Stopwatch.GetElapsedTime(heard[other]) > CallsThatMayBeMissed * (timeout / CallsInAWait)))];
        string who = missing.Length == 0 ? "all ranks answer, but their numbers do not arrive: the network between them fails"
            : $"{(missing.Length == 1 ? "rank" : "ranks")} {string.Join(", ", missing)} of {size} {(missing.Length == 1 ? "does" : "do")} not answer";
        return FormattableString.Invariant(
            $"Waited {timeout.TotalSeconds:0.#} s for the other ranks, and {who}; so all stop. The last checkpoint is safe: start again with --resume, and with a longer --rank-timeout if a rank was only slow.");
    }
}
