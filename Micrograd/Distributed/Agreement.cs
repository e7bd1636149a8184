using System.Text.Json;

namespace Micrograd;

/// <summary>The start of a run by several ranks: nobody begins to compute before all could open what they were told to, and it is the same everywhere.</summary>
public static class Agreement
{
    /// <summary>Opens something on every rank. If one cannot, none goes on.</summary>
    /// <param name="group">The ranks.</param>
    /// <param name="open">Opens it.</param>
    /// <exception cref="SharedFailureException">Some rank cannot; it is named, unless it is so everywhere.</exception>
    public static T Together<T>(ProcessGroup group, Func<T> open)
    {
        if (group.Size == 1)
        {
            return open();
        }

        T? opened = default;
        (string Message, int Code) failure = ("", 0);
        try
        {
            opened = open();
        }
        catch (Exception e) when (CommandLine.ExitCodeOf(e) is not null)
        {
            failure = (e.Message, CommandLine.ExitCodeOf(e)!.Value);
        }

        string[] messages = group.Gather(failure.Message);
        int exitCode = group.Gather(failure.Code).Max();
        int first = Array.FindIndex(messages, message => message != "");
        if (first < 0)
        {
            return opened!;
        }

        (opened as IDisposable)?.Dispose();
        throw new SharedFailureException(
            messages.All(message => message == messages[first]) ? messages[first] : $"Rank {first} of {group.Size} cannot start: {messages[first]}", exitCode);
    }

    /// <summary>Makes sure that all ranks were started with the same things.</summary>
    /// <param name="group">The ranks.</param>
    /// <param name="facts">What they were started with, by its name.</param>
    /// <exception cref="SharedFailureException">A rank has something else than the first one.</exception>
    public static void RequireSame(ProcessGroup group, IReadOnlyDictionary<string, string> facts)
    {
        string[] all = group.Gather(JsonSerializer.Serialize(facts));
        int stranger = Array.FindIndex(all, other => other != all[0]);
        if (stranger < 0)
        {
            return;
        }

        Dictionary<string, string> expected = Parse(all[0]), found = Parse(all[stranger]);
        string name = expected.Keys.Concat(found.Keys).First(key => expected.GetValueOrDefault(key) != found.GetValueOrDefault(key));
        throw new SharedFailureException(
            $"Rank {stranger} of {group.Size} was started with another {name} than rank 0: {found.GetValueOrDefault(name) ?? "none"}, not {expected.GetValueOrDefault(name) ?? "none"}. Start all ranks with the same program, options and data.");
    }

    private static Dictionary<string, string> Parse(string json) => JsonSerializer.Deserialize<Dictionary<string, string>>(json)!;
}
