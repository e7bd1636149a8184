namespace NanoGpt;

/// <summary>What people and programs read while a model is trained.</summary>
public static class TrainingText
{
    /// <summary>nanoGPT's line of an evaluation, to compare runs by; above it the share of HellaSwag's tasks that were solved, where they were tried.</summary>
    public static string Line(in Evaluation evaluation) =>
        (evaluation.HellaSwag is { } score ? FormattableString.Invariant($"step {evaluation.Step}: hellaswag {score:F4}{Environment.NewLine}") : "")
        + FormattableString.Invariant($"step {evaluation.Step}: train loss {evaluation.Train:F4}, val loss {evaluation.Val:F4}");

    /// <summary>Which text is used. Nobody needs to be told that a text of their own is not tiny Shakespeare.</summary>
    public static string Source(CorpusText corpus, bool isOwn) =>
        "data       " + corpus.Describe(isOwn || corpus.Notice is not null ? "text" : "tiny Shakespeare")
        + (isOwn || corpus.Notice is null ? "" : Environment.NewLine + corpus.Notice);

    /// <summary>What is trained on what, before it starts.</summary>
    public static string Header(Trainer trainer)
    {
        var (config, model, data) = (trainer.Config, trainer.Model, trainer.Data);
        string sizes = model switch
        {
            Gpt gpt => $"{gpt.Config.NLayer} layers, {gpt.Config.NHead} heads, {gpt.Config.NEmbd} channels",
            Llama llama => $"{llama.Config.NLayers} layers, {llama.Config.NHeads} heads ({llama.Config.NKvHeads} of keys and values), {llama.Config.Dim} channels",
            _ => $"a table of {model.VocabSize} x {model.VocabSize}",
        };
        string rows = model.VocabSize > data.Codec.TokenCount ? FormattableString.Invariant($", padded to {model.VocabSize:N0}") : "";
        string start = config.InitFrom == TrainingStart.Scratch ? "" : $", from {config.InitFrom}";
        string peak = trainer.Peak is { } known ? $"{Environment.NewLine}peak       {known}: mfu is the share of it that is used" : "";
        string ranks = trainer.Group.Size == 1 ? "" : $"{Environment.NewLine}ranks      {Ranks(trainer)}";
        return FormattableString.Invariant(
            $"""
            device     {model.Device}: {model.Device.Description}{peak}{ranks}
            parts      {data.Of(Split.Train).Count:N0} tokens to train on, {data.Of(Split.Val).Count:N0} to validate: {data.Codec.Name}{rows}
            model      {config.Model.ToString().ToLowerInvariant()}: {model.ParameterCount:N0} parameters ({model.NonPositionParameterCount:N0} without positions): {sizes}, context {model.BlockSize}{start}
            iteration  {config.TokensPerStep:N0} tokens: {config.BatchSize} sequence{(config.BatchSize == 1 ? "" : "s")} of {config.BlockSize}, {config.AccumulationSteps} batch{(config.AccumulationSteps == 1 ? "" : "es")}
            folder     {trainer.OutDir}
            """);
    }

    /// <summary>Who shares the work, and how.</summary>
    private static string Ranks(Trainer trainer)
    {
        var (group, share) = (trainer.Group, trainer.Share);
        double moments = trainer.Optimizer.FirstMoments.Sum(moment => 2.0 * moment.Count * moment.DType.Size());
        return FormattableString.Invariant(
            $"{group.Size} by {group.Description}: each {share.Batches} x {share.Rows} sequences of a step; gradients in {trainer.Buckets} pieces, AdamW's moments {moments / 1e6:N1} MB a rank");
    }
}
