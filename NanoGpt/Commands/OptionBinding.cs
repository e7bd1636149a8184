using System.CommandLine;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace NanoGpt;

/// <summary>An option of <see cref="TrainConfig"/> on the command line.</summary>
/// <param name="Name">Its name, without dashes.</param>
/// <param name="Option">For the parser and the help.</param>
/// <param name="Read">What the command line says; null: nothing.</param>
internal sealed record OptionBinding(string Name, Option Option, Func<ParseResult, JsonNode?> Read)
{
    /// <summary>The options of <see cref="TrainConfig"/>, with the default preset's values in the help.</summary>
    public static IReadOnlyList<OptionBinding> ForTrainConfig()
    {
        var defaults = JsonSerializer.SerializeToNode(Presets.Load(Presets.Default), ConfigOption.Json)!.AsObject();
        return [.. ConfigOption.All.Select(option => For(option, defaults[option.Name]))];
    }

    /// <summary>What a command line says, by name.</summary>
    public static JsonObject Given(IEnumerable<OptionBinding> bindings, ParseResult given)
    {
        var overrides = new JsonObject();
        foreach (var binding in bindings)
        {
            if (binding.Read(given) is { } value)
            {
                overrides[binding.Name] = value;
            }
        }

        return overrides;
    }

    private static OptionBinding For(ConfigOption option, JsonNode? value) => option.Type switch
    {
        var type when type == typeof(int) => Bind<int>(option, value),
        var type when type == typeof(float) => Bind<float>(option, value),
        var type when type == typeof(double) => Bind<double>(option, value),
        var type when type == typeof(bool) => Bind<bool>(option, value),
        var type when type == typeof(bool?) => Bind<bool?>(option, value),
        { IsEnum: true } => Bind<string>(option, value, Enum.GetNames(option.Type).Select(JsonNamingPolicy.KebabCaseLower.ConvertName)),
        _ => Bind<string>(option, value),
    };

    private static OptionBinding Bind<T>(ConfigOption option, JsonNode? value, IEnumerable<string>? choices = null)
    {
        var parsed = new Option<T>($"--{option.Name}") { Description = option.Description };
        if (value is not null)
        {
            parsed.DefaultValueFactory = _ => value.Deserialize<T>()!;
        }

        if (typeof(T) == typeof(bool) || typeof(T) == typeof(bool?))
        {
            parsed.HelpName = "true|false"; // the parser's help neither says this nor shows the default
            parsed.Description += $" [default: {value?.ToJsonString() ?? "as --bias"}]";
        }

        if (choices is not null)
        {
            parsed.AcceptOnlyFromAmong([.. choices]);
        }

        return new OptionBinding(option.Name, parsed, result =>
            result.GetResult(parsed) is { Implicit: false } ? ToNode(option.Name, result.GetValue(parsed)) : null);
    }

    /// <exception cref="UsageException">The value is not a finite number: JSON, in which checkpoints keep the options, has none.</exception>
    private static JsonNode? ToNode(string name, object? value) =>
        value is IConvertible number and (float or double) && !double.IsFinite(number.ToDouble(null))
            ? throw new UsageException(FormattableString.Invariant($"--{name} is {value}; it must be a finite number."))
            : JsonSerializer.SerializeToNode(value);
}
