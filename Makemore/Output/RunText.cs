namespace Makemore;

/// <summary>What people and programs read while a model is trained.</summary>
internal static class RunText
{
    /// <summary>The two losses: the line that a run ends with.</summary>
    public static string Losses(in Evaluation evaluation) =>
        FormattableString.Invariant($"train loss {evaluation.Train:F4}, test loss {evaluation.Val:F4}");

    /// <summary>An evaluation.</summary>
    public static string Line(in Evaluation evaluation) => FormattableString.Invariant($"step {evaluation.Step}: {Losses(evaluation)}");

    /// <summary>Which words are used. Nobody needs to be told that a list of their own is not names.txt.</summary>
    public static string Source(CorpusText corpus, bool isOwn) =>
        "data       " + corpus.Describe(isOwn || corpus.Notice is not null ? "words" : "names.txt")
        + (isOwn || corpus.Notice is null ? "" : Environment.NewLine + corpus.Notice);

    /// <summary>What is trained on what, before it starts.</summary>
    public static string Header(Trainer trainer, WordList words)
    {
        var data = trainer.Data;
        string empty = words.EmptyLines == 0 ? "" : FormattableString.Invariant($"; {words.EmptyLines:N0} empty line{(words.EmptyLines == 1 ? "" : "s")} ignored");
        return FormattableString.Invariant(
            $"""
            words      {data.Train.Count:N0} to train on, {data.Test.Count:N0} to test, {data.Alphabet.Size} different characters, the longest of {data.BlockSize - 1}{empty}
            device     {trainer.Model.Device}: {trainer.Model.Device.Description}
            model      {RunOptions.Name(trainer.Config.Type)}: {trainer.Model.ParameterCount:N0} parameters
            folder     {trainer.WorkDir}
            """);
    }
}
