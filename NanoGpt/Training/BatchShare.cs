namespace NanoGpt;

/// <summary>
/// A rank's share of a step. The options say what a step learns from, whatever the number of ranks: <c>gradient-accumulation-steps</c>
/// batches of <c>batch-size</c> sequences. They are dealt out in turn, as nanoGPT and llm.c do; where there are more ranks than
/// batches, ranks share a batch, each some of its rows. So the same options give the same losses on one rank and on many.
/// </summary>
/// <param name="Teams">Ranks that have batches of their own: every so-manieth batch is one's own.</param>
/// <param name="Team">The first of one's batches.</param>
/// <param name="FirstRow">The first of one's rows in a batch.</param>
/// <param name="Rows">How many.</param>
/// <param name="Batches">One's batches in a step.</param>
public readonly record struct BatchShare(int Teams, int Team, int FirstRow, int Rows, int Batches)
{
    /// <summary>The share of a rank.</summary>
    /// <param name="config">The options.</param>
    /// <param name="rank">Which one.</param>
    /// <param name="ranks">N.</param>
    /// <exception cref="DataException">The sequences of a step cannot be dealt out evenly.</exception>
    public static BatchShare Of(TrainConfig config, int rank, int ranks)
    {
        int teams = GreatestCommonDivisor(config.AccumulationSteps, ranks), ranksOfBatch = ranks / teams;
        if (config.BatchSize % ranksOfBatch != 0)
        {
            throw new DataException(FormattableString.Invariant(
                $"A step has {config.AccumulationSteps} x {config.BatchSize} sequences (gradient-accumulation-steps x batch-size), which {ranks} ranks cannot share evenly: make gradient-accumulation-steps or batch-size a multiple of {ranks}, or start another number of ranks."));
        }

        int rows = config.BatchSize / ranksOfBatch;
        return new BatchShare(teams, rank / ranksOfBatch, rank % ranksOfBatch * rows, rows, config.AccumulationSteps / teams);
    }

    private static int GreatestCommonDivisor(int a, int b) => b == 0 ? a : GreatestCommonDivisor(b, a % b);
}
