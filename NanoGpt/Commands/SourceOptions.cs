using System.CommandLine;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace NanoGpt;

/// <summary>The options of commands that load a trained model: which, and where to compute.</summary>
/// <param name="io">What shows a download.</param>
/// <param name="name">The option that names the model.</param>
internal sealed class SourceOptions(CommandIo io, string name = "--init-from")
{
    private readonly Option<string> source = new(name) { Description = ModelSource.OptionDescription, Required = true };
    private readonly Option<int?> cropBlockSize = new("--crop-block-size") { Description = "A shorter context than the model was trained with." };
    private readonly Option<string> device = new("--device") { Description = ComputeOptions.DeviceDescription, DefaultValueFactory = _ => "auto" };
    private readonly Option<int> threads = new("--threads") { Description = "Threads that compute; 0: one for each core.", DefaultValueFactory = _ => 0 };

    /// <summary>Adds the options to a command.</summary>
    public void AddTo(Command command)
    {
        command.Add(source);
        command.Add(cropBlockSize);
        command.Add(device);
        command.Add(threads);
    }

    /// <summary>Opens what the command line names; a download shows its progress.</summary>
    /// <exception cref="DataException">There is no such model, or it is damaged.</exception>
    public ModelSource Open(ParseResult given) => DownloadDisplay.Open(given.GetRequiredValue(source), io);

    /// <summary>Loads the model.</summary>
    /// <exception cref="DataException">Its numbers are damaged, or there is not the memory.</exception>
    public LanguageModel Load(ParseResult given, ModelSource opened) => opened.Load(SelectDevice(given), given.GetValue(cropBlockSize));

    /// <summary>Loads a model that must be a Llama.</summary>
    /// <exception cref="DataException">It is another one, its numbers are damaged, or there is not the memory.</exception>
    public Llama LoadLlama(ParseResult given, ModelSource opened) => Load(given, opened) as Llama
        ?? throw new DataException($"{opened.Description}: this is not a Llama, and llama2.c's formats are made for no other model.");

    /// <summary>Loads a model that must be a GPT.</summary>
    /// <exception cref="DataException">It is another one, its numbers are damaged, or there is not the memory.</exception>
    public Gpt LoadGpt(ParseResult given, ModelSource opened) => Load(given, opened) as Gpt
        ?? throw new DataException($"{opened.Description}: this is not a GPT, and the formats and checks here are made for no other model.");

    /// <summary>Opens the model that a configuration names, to go on with. Of its sizes, only those may be given that it has.</summary>
    /// <param name="asked">The configuration.</param>
    /// <param name="given">The options of the command line, which are in it.</param>
    /// <param name="io">What shows a download.</param>
    /// <exception cref="DataException">There is no such model, it is damaged, or it has another size than the command line says.</exception>
    public static TrainingStart FineTuned(TrainConfig asked, JsonObject given, CommandIo io)
    {
        var source = DownloadDisplay.Open(asked.InitFrom, io);
        try
        {
            var followed = source.Follow(asked);
            var (wanted, had) = (JsonSerializer.SerializeToNode(asked, ConfigOption.Json)!, JsonSerializer.SerializeToNode(followed, ConfigOption.Json)!);
            foreach (var (name, _) in given.Where(option => !JsonNode.DeepEquals(wanted[option.Key], had[option.Key])))
            {
                throw new DataException($"{source.Description}: --{name} is {had[name]?.ToJsonString() ?? "as bias"} in this model and cannot be made {wanted[name]?.ToJsonString() ?? "that"}; leave it off.");
            }

            followed.Validate();
            return new TrainingStart(followed, source);
        }
        catch
        {
            source.Dispose();
            throw;
        }
    }

    private Device SelectDevice(ParseResult given)
    {
        UsageException.RequireAtLeast(0, threads.Name, given.GetValue(threads));
        return ComputeOptions.Select(given.GetValue(device)!, given.GetValue(threads), dumpFolder: null);
    }
}
