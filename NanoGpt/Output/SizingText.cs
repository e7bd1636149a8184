namespace NanoGpt;

/// <summary>A model's sizes as people read them.</summary>
internal static class SizingText
{
    private const double Billion = 1e9;

    /// <summary>What runs are planned with before anybody has measured one; nanoGPT's notebook assumes it.</summary>
    private const double UsualUtilisation = 0.3;

    /// <summary>Writes the tables, and what follows from them.</summary>
    /// <param name="output">Where to.</param>
    /// <param name="config">The model, the batch and the run.</param>
    /// <param name="device">Where it is to be trained.</param>
    /// <param name="peak">The device's highest speed; null: not known.</param>
    /// <param name="tokensPerSecond">A speed that was measured; 0: none.</param>
    public static void Write(TextWriter output, TrainConfig config, Device device, PeakSpeed? peak, double tokensPerSecond)
    {
        var shape = config.ToGptConfig(ParameterCount.UsualVocabSize(config));
        var table = new SizingTable(shape);
        Line($"model         {shape.NLayer} layers, {shape.NHead} heads, {shape.NEmbd} channels, context {shape.BlockSize}, vocabulary {shape.VocabSize:N0}");
        output.WriteLine();
        Rows("parameters", table.Parameters);
        Rows($"FLOPs, {shape.BlockSize} tokens", table.ForwardFlops);
        double forward = table.ForwardFlops[^1].Amount, n = table.ParameterCount;
        Line($"backward      {2 * forward:N0}: twice the forward pass");
        Line($"both          {table.TrainingFlops:N0}");
        Line($"by PaLM       {table.PalmFlops:N0} = {shape.BlockSize} x (6 N + 12 L H Q T), {table.PalmFlops / table.TrainingFlops:F4} times as many");
        Line($"checkpoint    {table.CheckpointBytes / Billion:F2} GB: weights and AdamW's two moments in float32");
        double activations = sizeof(float) * MemoryNeed.Activations(config, shape.VocabSize, device);
        Line($"to train      {table.StateBytes / Billion:F2} GB with the gradients, and about {activations / Billion:F2} GB for a batch of {config.BatchSize} x {config.BlockSize} tokens");
        double tokens = (double)config.MaxIters * config.TokensPerStep;
        Line($"step          {config.TokensPerStep:N0} tokens: {config.TokensPerStep * table.PalmFlopsPerToken:0.00e+0} FLOP");
        Line($"run           {config.MaxIters:N0} steps, {tokens / Billion:N3} billion tokens: 6 N D = {6 * n * tokens:0.00e+0} FLOP, {tokens / n:N1} tokens a parameter");
        if (peak is null)
        {
            Line($"peak          not known: say --peak-tflops");
            return;
        }

        Line($"peak          {peak}");
        Line($"mfu           tokens/s x {table.PalmFlopsPerToken:N0} / peak: 100 % would be {peak.FlopsPerSecond / table.PalmFlopsPerToken:N0} tokens/s");
        if (tokensPerSecond > 0)
        {
            Line($"measured      {tokensPerSecond:N0} tokens/s: mfu {100 * tokensPerSecond * table.PalmFlopsPerToken / peak.FlopsPerSecond:F2} % by PaLM, {100 * table.Utilisation(tokensPerSecond, peak.FlopsPerSecond):F2} % by the table; the run takes {Time(tokens / tokensPerSecond)}");
        }
        else
        {
            Line($"time          {Time(6 * n * tokens / (UsualUtilisation * peak.FlopsPerSecond))} at {UsualUtilisation:P0} mfu, 6 N D / (mfu x peak)");
        }

        void Line(FormattableString line) => output.WriteLine(FormattableString.Invariant(line));

        void Rows(string title, IReadOnlyList<SizingRow> rows)
        {
            Line($"{title,-38}{"",20}{"share",10}");
            foreach (var row in rows)
            {
                Line($"{row.Name,-38}{row.Amount,20:N0}{100 * row.Amount / rows[^1].Amount,8:F2} %");
            }

            output.WriteLine();
        }
    }

    private static string Time(double seconds) => FormattableString.Invariant(seconds switch
    {
        < 120 => (FormattableString)$"{seconds:F0} seconds",
        < 2 * 3600 => $"{seconds / 60:F1} minutes",
        < 48 * 3600 => $"{seconds / 3600:F1} hours",
        _ => $"{seconds / 86400:N1} days",
    });
}
