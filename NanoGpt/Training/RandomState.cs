namespace NanoGpt;

/// <summary>Everything random that a step changes before its update, to take back a step that was begun.</summary>
/// <param name="Generator">The generator's state.</param>
/// <param name="NextBatch">The batch drawn ahead.</param>
/// <param name="Drawn">Batches drawn so far.</param>
/// <param name="DropoutMasks">Dropout masks drawn.</param>
internal sealed record RandomState(byte[] Generator, long[] NextBatch, long Drawn, uint DropoutMasks)
{
    /// <summary>The state of a run.</summary>
    public static RandomState Of(Trainer trainer) =>
        new(trainer.Generator.GetState(), [.. trainer.Batches.Next], trainer.Batches.Drawn, trainer.Model.DropoutSeeds?.Drawn ?? 0);

    /// <summary>Puts a run back.</summary>
    public void Restore(Trainer trainer)
    {
        trainer.Generator.SetState(Generator);
        trainer.Batches.RestoreNext(NextBatch, Drawn);
        if (trainer.Model.DropoutSeeds is { } seeds)
        {
            seeds.Drawn = DropoutMasks;
        }
    }
}
