namespace NanoGpt;

/// <summary>What people and programs read while a model is trained.</summary>
public static class TrainingText
{
    /// <summary>nanoGPT's line of an evaluation, to compare runs by.</summary>
    public static string Line(in Evaluation evaluation) =>
        FormattableString.Invariant($"step {evaluation.Step}: train loss {evaluation.Train:F4}, val loss {evaluation.Val:F4}");

    /// <summary>Which text is used. Nobody needs to be told that a text of their own is not tiny Shakespeare.</summary>
    public static string Source(CorpusText corpus, bool isOwn) =>
        "data       " + corpus.Describe(isOwn || corpus.Notice is not null ? "text" : "tiny Shakespeare")
        + (isOwn || corpus.Notice is null ? "" : Environment.NewLine + corpus.Notice);

    /// <summary>What is trained on what, before it starts.</summary>
    public static string Header(Trainer trainer)
    {
        var config = trainer.Config;
        var model = trainer.Model;
        string sizes = model is Gpt gpt
            ? $"{gpt.Config.NLayer} layers, {gpt.Config.NHead} heads, {gpt.Config.NEmbd} channels"
            : $"a table of {model.VocabSize} x {model.VocabSize}";
        return FormattableString.Invariant(
            $"""
            device     {model.Device}: {model.Device.Description}
            parts      {trainer.Data.Of(Split.Train).Count:N0} tokens to train on, {trainer.Data.Of(Split.Val).Count:N0} to validate, {trainer.Data.VocabSize} distinct {(trainer.Data.Characters is null ? "tokens" : "characters")}
            model      {config.Model.ToString().ToLowerInvariant()}: {model.ParameterCount:N0} parameters ({model.NonPositionParameterCount:N0} without positions): {sizes}, context {model.BlockSize}
            iteration  {config.TokensPerStep:N0} tokens: {config.BatchSize} sequences of {config.BlockSize}, {config.GradientAccumulationSteps} batch{(config.GradientAccumulationSteps == 1 ? "" : "es")}
            folder     {trainer.OutDir}
            """);
    }
}
