using System.ComponentModel;
using System.Reflection;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization;

namespace NanoGpt;

/// <summary>One option of <see cref="TrainConfig"/>, as preset files and the command line see it.</summary>
/// <param name="Name">In kebab case: <c>n-layer</c>.</param>
/// <param name="Description">For the help.</param>
/// <param name="Type">The type of its value.</param>
public sealed record ConfigOption(string Name, string Description, Type Type)
{
    /// <summary>How values are written: enumerations and names in kebab case.</summary>
    public static JsonSerializerOptions Json { get; } = new()
    {
        PropertyNamingPolicy = JsonNamingPolicy.KebabCaseLower,
        Converters = { new JsonStringEnumConverter(JsonNamingPolicy.KebabCaseLower, allowIntegerValues: false) },
        IgnoreReadOnlyProperties = true,
    };

    /// <summary>All options, in the order of <see cref="TrainConfig"/>.</summary>
    public static IReadOnlyList<ConfigOption> All { get; } =
    [
        .. from property in typeof(TrainConfig).GetProperties()
           let description = property.GetCustomAttribute<DescriptionAttribute>()
           where description is not null
           select new ConfigOption(JsonNamingPolicy.KebabCaseLower.ConvertName(property.Name), description.Description, property.PropertyType),
    ];

    /// <summary>What values can be, in words.</summary>
    private string Expected => Type switch
    {
        { IsEnum: true } => $"one of {string.Join(", ", Enum.GetNames(Type).Select(JsonNamingPolicy.KebabCaseLower.ConvertName))}",
        _ when Type == typeof(int) => "a whole number",
        _ when Type == typeof(string) => "a text",
        _ when Type == typeof(bool) || Type == typeof(bool?) => "true or false",
        _ => "a number",
    };

    /// <summary>The option of a name, which may have underscores as in nanoGPT.</summary>
    /// <param name="name">The name.</param>
    /// <param name="source">Where it was found, for the message.</param>
    /// <exception cref="DataException">There is none.</exception>
    public static ConfigOption Find(string name, string source) =>
        All.FirstOrDefault(option => option.Name == name.Replace('_', '-'))
        ?? throw new DataException($"{source}: there is no option '{name}'. Known: {string.Join(", ", All.Select(option => option.Name))}.");

    /// <summary>Says whether a value is one that this option can have.</summary>
    /// <exception cref="DataException">It is not.</exception>
    public void Check(JsonNode? value, string source)
    {
        try
        {
            bool mayBeNull = Name is "data" or "qkv-bias";
            if (value is null ? !mayBeNull : value.Deserialize(Type, Json) is null)
            {
                throw new JsonException();
            }
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            throw new DataException($"{source}: {Name} is {value?.ToJsonString() ?? "null"}, expected {Expected}.", e);
        }
    }
}
