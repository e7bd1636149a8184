using System.Text.Json;
using System.Text.Json.Nodes;

namespace NanoGpt;

/// <summary>
/// Configurations in JSON files: those that come with the program, by name, and one's own. They lie in layers: the
/// default preset names every option, another file what differs, perhaps from a further one that its <c>"config"</c> names;
/// the command line has the last word.
/// </summary>
public static class Presets
{
    /// <summary>What a run without arguments uses.</summary>
    public const string Default = "shakespeare-char-cpu";

    private const string Prefix = "presets/";
    private const string Base = "config";
    private const string TotalBatchSize = "total-batch-size";
    private const string AccumulationSteps = "gradient-accumulation-steps";

    /// <summary>The names of the presets.</summary>
    public static IReadOnlyList<string> Names { get; } =
    [
        .. from name in typeof(Presets).Assembly.GetManifestResourceNames()
           where name.StartsWith(Prefix, StringComparison.Ordinal)
           orderby name
           select Path.GetFileNameWithoutExtension(name),
    ];

    /// <summary>The configuration of a preset or a file, with some options overridden.</summary>
    /// <param name="nameOrPath">A preset's name, or the path of a JSON file.</param>
    /// <param name="overrides">Options by name; null: none.</param>
    /// <exception cref="DataException">No such preset or file, an unknown option, or a value that it cannot have.</exception>
    public static TrainConfig Load(string nameOrPath, JsonObject? overrides = null) =>
        FromLayers([Layer(Default), .. Layers(nameOrPath, []), overrides ?? []]);

    /// <summary>A configuration that was saved, with some options overridden.</summary>
    /// <param name="json">All options.</param>
    /// <param name="source">Where it was saved, for messages.</param>
    /// <param name="overrides">Options by name.</param>
    /// <exception cref="DataException">The text is no configuration.</exception>
    public static TrainConfig FromJson(string json, string source, JsonObject overrides) =>
        FromLayers([Layer(Default), Parse(json, source), overrides]);

    /// <summary>What a preset is for: the comment that its file begins with.</summary>
    public static string Describe(string name) =>
        string.Join(' ', Text(name).Split('\n').TakeWhile(line => line.StartsWith("//", StringComparison.Ordinal)).Select(line => line[2..].Trim()));

    /// <summary>The name of a preset that somebody may have written as nanoGPT does (<c>train_shakespeare_char</c>); null: there is none.</summary>
    public static string? Find(string name)
    {
        string kebab = name.Replace('_', '-');
        return Names.FirstOrDefault(known => known == kebab || $"train-{known}" == kebab);
    }

    private static TrainConfig FromLayers(IReadOnlyList<JsonObject> layers)
    {
        var merged = new JsonObject();
        foreach (var layer in layers)
        {
            if (layer.ContainsKey(AccumulationSteps) && !layer.ContainsKey(TotalBatchSize))
            {
                merged[TotalBatchSize] = 0; // the last one who says how large a step is has his way
            }

            foreach (var (name, value) in layer)
            {
                merged[name] = value?.DeepClone();
            }
        }

        var config = merged.Deserialize<TrainConfig>(ConfigOption.Json)!;
        config.Validate();
        return config;
    }

    /// <summary>The layers of a preset or a file, what it builds on first.</summary>
    private static List<JsonObject> Layers(string nameOrPath, IReadOnlyList<string> above)
    {
        if (above.Contains(nameOrPath))
        {
            throw new DataException($"These configurations build on each other in a circle: {string.Join(", ", [.. above, nameOrPath])}.");
        }

        var layer = Layer(nameOrPath);
        if (!layer.Remove(Base, out var named))
        {
            return [layer];
        }

        if (named is not JsonValue text || !text.TryGetValue(out string? below))
        {
            throw new DataException($"{nameOrPath}: {Base} is {named?.ToJsonString() ?? "null"}, expected the name of a preset or the path of a file, which this one builds on.");
        }

        bool isBeside = Find(below) is null && Find(nameOrPath) is null;
        return [.. Layers(isBeside ? Path.Combine(Path.GetDirectoryName(nameOrPath)!, below) : below, [.. above, nameOrPath]), layer];
    }

    /// <summary>Who comes from nanoGPT writes <c>config/train_shakespeare_char.py</c>.</summary>
    private static string Advice(string path) => path.EndsWith(".py", StringComparison.Ordinal) && Find(Path.GetFileNameWithoutExtension(path)) is { } name
        ? $"nanoGPT's file of this name is the preset {name}: --config {name}."
        : $"Known presets: {string.Join(", ", Names)}.";

    private static JsonObject Layer(string nameOrPath)
    {
        if (Find(nameOrPath) is { } name)
        {
            return Parse(Text(name), $"preset {name}");
        }

        return File.Exists(nameOrPath)
            ? Parse(InputFile.ReadAllText(nameOrPath), nameOrPath)
            : throw new DataException($"There is no preset and no file '{nameOrPath}'. {Advice(nameOrPath)}");
    }

    private static string Text(string name)
    {
        using var stream = typeof(Presets).Assembly.GetManifestResourceStream($"{Prefix}{name}.json")!;
        using var reader = new StreamReader(stream);
        return reader.ReadToEnd();
    }

    /// <summary>The options in a text, with every name and value checked, so that the message can name the culprit.</summary>
    private static JsonObject Parse(string json, string source)
    {
        JsonNode? node;
        try
        {
            var options = new JsonDocumentOptions { CommentHandling = JsonCommentHandling.Skip, AllowTrailingCommas = true, AllowDuplicateProperties = false };
            node = JsonNode.Parse(json, documentOptions: options);
        }
        catch (JsonException e)
        {
            string where = e.LineNumber is { } line ? $" in line {line + 1}, column {e.BytePositionInLine + 1}" : "";
            string what = e.Message.Split(" LineNumber: ")[0]; // the parser counts from 0
            throw new DataException($"{source} is not valid JSON{where}: {what}", e);
        }

        if (node is not JsonObject layer)
        {
            throw new DataException($"{source} must be a JSON object of options, such as {{ \"batch-size\": 12 }}.");
        }

        var result = new JsonObject();
        foreach (var (name, value) in layer)
        {
            if (name == Base)
            {
                result[Base] = value?.DeepClone();
                continue;
            }

            var option = ConfigOption.Find(name, source);
            option.Check(value, source);
            if (result.ContainsKey(option.Name))
            {
                throw new DataException($"{source}: {option.Name} is there twice, once with an underscore; leave one.");
            }

            result[option.Name] = value?.DeepClone();
        }

        return result;
    }
}
