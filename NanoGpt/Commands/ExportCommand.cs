using System.CommandLine;

namespace NanoGpt;

/// <summary><c>export</c>: a model in the format of another program.</summary>
internal sealed class ExportCommand
{
    private const string SafeTensors = "safetensors";
    private const string Llmc = "llmc";
    private const string LlmcBFloat16 = "llmc-bf16";
    private const string Llama2c = "llama2c";
    private const string Llama2cLegacy = "llama2c-legacy";

    private readonly CommandIo io;
    private readonly SourceOptions source;

    private readonly Option<string> format = new("--format")
    {
        Description = $"{SafeTensors}: for Hugging Face's transformers, with config.json; {Llmc}: llm.c's .bin of version 3, in fp32; {LlmcBFloat16}: of version 5, half as large. For Llamas {Llama2c}: llama2.c's .bin of version 1; {Llama2cLegacy}: the one without a version, which its run.c reads.",
        DefaultValueFactory = _ => SafeTensors,
    };

    private readonly Option<string> target = new("--out") { Description = "The file to write; a folder for safetensors. What is there is replaced.", Required = true };

    private ExportCommand(CommandIo io)
    {
        this.io = io;
        source = new SourceOptions(io);
        format.AcceptOnlyFromAmong(SafeTensors, Llmc, LlmcBFloat16, Llama2c, Llama2cLegacy);
    }

    /// <summary>The command for the parser.</summary>
    public static Command Create(CommandIo io)
    {
        var self = new ExportCommand(io);
        var command = new Command("export", "Writes a model for other programs.") { self.format, self.target };
        self.source.AddTo(command);
        command.SetAction(self.Run);
        return command;
    }

    private int Run(ParseResult given)
    {
        string path = given.GetRequiredValue(target), chosen = given.GetValue(format)!;
        if (path == "")
        {
            throw new UsageException("--out is empty; name a file or a folder to write.");
        }

        if (chosen != SafeTensors && Directory.Exists(path))
        {
            throw new UsageException($"--out {path} is a folder; name the file to write, such as {Path.Combine(path, "model.bin")}.");
        }

        using var opened = source.Open(given);
        LanguageModel model = chosen is Llama2c or Llama2cLegacy ? WriteLlama(source.LoadLlama(given, opened), path, chosen) : WriteGpt(source.LoadGpt(given, opened), opened, path, chosen);
        io.Error.WriteLine(FormattableString.Invariant($"{opened.Description}: {model.ParameterCount:N0} parameters written to {path} ({chosen})."));
        return 0;
    }

    private static Gpt WriteGpt(Gpt model, ModelSource opened, string path, string format)
    {
        if (format == SafeTensors)
        {
            HuggingFaceWriter.Write(model, opened.Characters, path);
        }
        else
        {
            LlmcWriter.Write(model, path, bfloat16: format == LlmcBFloat16);
        }

        return model;
    }

    private static Llama WriteLlama(Llama model, string path, string format)
    {
        Llama2cFile.Write(model, path, version: format == Llama2c ? 1 : 0);
        return model;
    }
}
