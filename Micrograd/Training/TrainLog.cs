using System.Buffers;
using System.Text.Json;

namespace Micrograd;

/// <summary>
/// <c>log.jsonl</c>: a JSON object a line, one for each step and one for each evaluation. A run that goes on continues
/// the file from where its checkpoint was saved.
/// </summary>
public sealed class TrainLog : ITrainingObserver, IDisposable
{
    private readonly string path;
    private readonly FileStream file;
    private readonly ArrayBufferWriter<byte> line = new();
    private readonly Utf8JsonWriter json;

    private TrainLog(string path, FileMode mode)
    {
        this.path = path;
        json = new Utf8JsonWriter(line);
        file = new FileStream(path, mode, FileAccess.Write, FileShare.Read);
    }

    /// <summary>The log's path in a run's folder.</summary>
    public static string PathIn(string outDir) => Path.Combine(outDir, "log.jsonl");

    /// <summary>Opens the log of a folder, which is made where missing.</summary>
    /// <param name="outDir">The folder.</param>
    /// <param name="fromStep">The first step to come; lines of this and later steps, which no checkpoint knows of, are dropped.</param>
    /// <param name="evaluatedStep">The last evaluation that the checkpoint knows of.</param>
    /// <exception cref="DataException">The folder cannot be written to.</exception>
    public static TrainLog Open(string outDir, int fromStep = 0, int evaluatedStep = -1)
    {
        string path = PathIn(outDir);
        try
        {
            OutputFolder.Require(outDir);
            if (fromStep > 0 && File.Exists(path))
            {
                var known = LogEntry.ReadAll(path).Where(entry => entry.IsEvaluation ? entry.Step <= evaluatedStep : entry.Step < fromStep);
                byte[] kept = [.. known.SelectMany(entry => System.Text.Encoding.UTF8.GetBytes(entry.Line + "\n"))];
                AtomicFile.Write(path, stream => stream.Write(kept));
                return new TrainLog(path, FileMode.Append);
            }

            return new TrainLog(path, FileMode.Create);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw OutputFolder.Refused(outDir, e);
        }
    }

    /// <inheritdoc/>
    public void OnStep(in StepReport report)
    {
        json.WriteStartObject();
        json.WriteNumber("step"u8, report.Step);
        json.WriteNumber("loss"u8, report.Loss);
        json.WriteNumber("lr"u8, report.LearningRate);
        if (report.GradientNorm is { } norm)
        {
            json.WriteNumber("grad_norm"u8, norm);
        }

        json.WriteNumber("ms"u8, Math.Round(report.Milliseconds, 3));
        json.WriteNumber("tokens_per_second"u8, Math.Round(report.TokensPerSecond, 1));
        if (report.Utilisation is { } share)
        {
            json.WriteNumber("mfu"u8, Math.Round(share, 5));
        }

        EndLine();
    }

    /// <inheritdoc/>
    public void OnEvaluation(in Evaluation evaluation)
    {
        json.WriteStartObject();
        json.WriteNumber("step"u8, evaluation.Step);
        json.WriteNumber("train_loss"u8, evaluation.Train);
        json.WriteNumber("val_loss"u8, evaluation.Val);
        if (evaluation.HellaSwag is { } score)
        {
            json.WriteNumber("hellaswag"u8, score);
        }

        EndLine();
    }

    /// <inheritdoc/>
    public void OnSaving()
    {
        try
        {
            file.Flush(flushToDisk: true);
        }
        catch (IOException e)
        {
            throw CannotWrite(e);
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        json.Dispose();
        try
        {
            file.Dispose();
        }
        catch (IOException)
        {
            // a full disk was reported by the write before; the log lacks its last lines
        }
    }

    private void EndLine()
    {
        json.WriteEndObject();
        json.Flush();
        line.Write("\n"u8);
        try
        {
            file.Write(line.WrittenSpan);
        }
        catch (IOException e)
        {
            throw CannotWrite(e);
        }

        line.ResetWrittenCount();
        json.Reset();
    }

    private DataException CannotWrite(IOException e) => new($"Cannot write {path}: {e.Message.TrimEnd('.')}. The checkpoint is as it was.", e);
}
