namespace Tests;

/// <summary>The threads of the processor device.</summary>
public class ThreadTeamTests
{
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(8)]
    public void RunsEveryPieceOnce(int threads)
    {
        using var team = new ThreadTeam(threads);
        foreach (int pieces in new[] { 0, 1, 2, 7, 1000 })
        {
            var job = new Count { Runs = new int[pieces] };
            for (int run = 0; run < 50; run++)
            {
                team.Run(ref job, pieces);
                Assert.All(job.Runs, count => Assert.Equal(run + 1, count));
            }
        }
    }

    [Fact]
    public void TheNumberOfThreadsMayChange()
    {
        using var team = new ThreadTeam(1);
        var job = new Count { Runs = new int[20] };
        int runs = 0;
        foreach (int threads in new[] { 1, 3, 2, 5, 1, 2 })
        {
            team.Threads = threads;
            for (int run = 0; run < 100; run++)
            {
                team.Run(ref job, 20);
                runs++;
            }
        }

        Assert.All(job.Runs, count => Assert.Equal(runs, count));
        Assert.Throws<ArgumentOutOfRangeException>(() => team.Threads = 0);
        Assert.Throws<ArgumentOutOfRangeException>(() => new ThreadTeam(0));
    }

    [Fact]
    public void AnExceptionReachesTheCallerAndTheTeamGoesOn()
    {
        using var team = new ThreadTeam(2);
        for (int piece = 0; piece < 10; piece++)
        {
            var bad = new Fail { At = piece };
            var thrown = Assert.Throws<InvalidOperationException>(() => team.Run(ref bad, 10));
            Assert.Equal($"piece {piece}", thrown.Message);
        }

        var job = new Count { Runs = new int[10] };
        team.Run(ref job, 10);
        Assert.All(job.Runs, count => Assert.Equal(1, count));
    }

    [Fact]
    public void ARunInsideAPieceAndOneFromAnotherThreadComplete()
    {
        using var team = new ThreadTeam(2);
        Parallel.For(0, 4, _ =>
        {
            var job = new Nested { Team = team, Runs = new int[64] };
            for (int run = 1; run <= 200; run++)
            {
                team.Run(ref job, 8);
                Assert.All(job.Runs, count => Assert.Equal(run, count));
            }
        });
    }

    [Fact]
    public void StartingAJobAllocatesNothing()
    {
        using var team = new ThreadTeam(2);
        var job = new Count { Runs = new int[4] };
        for (int run = 0; run < 1000; run++)
        {
            team.Run(ref job, 4);
        }

        long before = GC.GetAllocatedBytesForCurrentThread();
        for (int run = 0; run < 1000; run++)
        {
            team.Run(ref job, 4);
        }

        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
    }

    [Fact]
    public void EachThreadBeginsWithItsOwnShare()
    {
        using var team = new ThreadTeam(2);
        for (int run = 0; run < 20; run++)
        {
            var job = new FirstOfWorker { Piece = [-1], Caller = Environment.CurrentManagedThreadId };
            team.Run(ref job, 9);
            Assert.Equal(4, job.Piece[0]);
        }
    }

    [Fact]
    public void AfterDisposeTheCallerComputesAlone()
    {
        var team = new ThreadTeam(3);
        var job = new Count { Runs = new int[5] };
        team.Run(ref job, 5);
        team.Dispose();
        team.Run(ref job, 5);
        Assert.All(job.Runs, count => Assert.Equal(2, count));
    }

    private struct Count : IJob
    {
        public int[] Runs;

        public readonly void Run(int piece) => Interlocked.Increment(ref Runs[piece]);
    }

    /// <summary>The caller stays in his first piece until the worker has taken one.</summary>
    private struct FirstOfWorker : IJob
    {
        public int[] Piece;
        public int Caller;

        public readonly void Run(int piece)
        {
            if (Environment.CurrentManagedThreadId != Caller)
            {
                Interlocked.CompareExchange(ref Piece[0], piece, -1);
                return;
            }

            var first = Piece;
            SpinWait.SpinUntil(() => Volatile.Read(ref first[0]) >= 0, TimeSpan.FromSeconds(30));
        }
    }

    private struct Fail : IJob
    {
        public int At;

        public readonly void Run(int piece)
        {
            if (piece == At)
            {
                throw new InvalidOperationException($"piece {piece}");
            }
        }
    }

    private struct Nested : IJob
    {
        public ThreadTeam Team;
        public int[] Runs;

        public readonly void Run(int piece)
        {
            var inner = new CountFrom { Runs = Runs, First = piece * 8 };
            Team.Run(ref inner, 8);
        }
    }

    private struct CountFrom : IJob
    {
        public int[] Runs;
        public int First;

        public readonly void Run(int piece) => Interlocked.Increment(ref Runs[First + piece]);
    }
}
