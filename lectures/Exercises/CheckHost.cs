using System.Collections.Concurrent;
using System.Diagnostics;
using System.Runtime.Loader;
using System.Text.Json;

namespace Lectures;

/// <summary>
/// The process that runs learners' code, so that an endless loop, an endless recursion or a flood of memory ends it and not the
/// runner. It reads a request a line and writes a line for each check.
/// </summary>
internal static class CheckHost
{
    /// <summary>The argument that makes this program a host.</summary>
    public const string Argument = "--check-host";

    private const int MostOutput = 4000;

    /// <summary>Serves until the input ends.</summary>
    public static void Run()
    {
        var answers = Console.Out;
        var requests = Requests();
        var exercises = typeof(CheckHost).Assembly.GetTypes()
            .Where(type => !type.IsAbstract && type.IsAssignableTo(typeof(Exercise)))
            .ToDictionary(type => type.Name);
        Answer(new CheckAnswer("", "ready", null));
        foreach (string line in requests.GetConsumingEnumerable())
        {
            var request = JsonSerializer.Deserialize<CheckRequest>(line)!;
            var context = new AssemblyLoadContext(null, isCollectible: true);
            using var program = new MemoryStream(request.Program);
            var learner = new Learner(context.LoadFromStream(program));
            foreach (var check in ((Exercise)Activator.CreateInstance(exercises[request.Exercise])!).Checks)
            {
                Answer(new CheckAnswer(check.Name, "started", null));
                using var printed = new StringWriter();
                Console.SetOut(printed);
                string? message = Failure(check, learner);
                Console.SetOut(answers);
                string output = printed.ToString();
                Answer(new CheckAnswer(check.Name, message is null ? "passed" : "failed", message, output.Length > MostOutput ? $"{output[..MostOutput]}..." : output));
            }

            Answer(new CheckAnswer("", "done", null));
            context.Unload();
        }

        void Answer(CheckAnswer answer)
        {
            answers.WriteLine(JsonSerializer.Serialize(answer));
            answers.Flush();
        }
    }

    /// <summary>
    /// The requests, read by a thread of their own: when the runner is gone the input ends, and then this process must end even if
    /// learner's code runs in a loop. That code itself finds no input.
    /// </summary>
    private static BlockingCollection<string> Requests()
    {
        var input = Console.In;
        Console.SetIn(TextReader.Null);
        var requests = new BlockingCollection<string>();
        new Thread(Read) { IsBackground = true }.Start();
        return requests;

        void Read()
        {
            while (input.ReadLine() is { } line)
            {
                requests.Add(line);
            }

            Environment.Exit(0);
        }
    }

    private static string? Failure(Check check, Learner learner)
    {
        try
        {
            check.Run(learner);
            return null;
        }
        catch (CheckFailedException e)
        {
            return e.Message;
        }
        catch (NotImplementedException e)
        {
            return $"Not written yet: {e.Message}";
        }
        catch (OutOfMemoryException)
        {
            return "It asked for more memory than an exercise needs: look for something that grows in a loop, or a size that is far too large.";
        }
        catch (Exception e)
        {
            // What a learner's code throws may be anything.
            var cause = e is System.Reflection.TargetInvocationException or TypeInitializationException && e.InnerException is { } inner ? inner : e;
            return cause is NotImplementedException ? $"Not written yet: {cause.Message}" : $"{cause.GetType().Name}{Place(cause, learner)}: {cause.Message}";
        }
    }

    /// <summary>Where in the learner's file it was thrown.</summary>
    private static string Place(Exception e, Learner learner)
    {
        var frame = new StackTrace(e, fNeedFileInfo: true).GetFrames()
            .FirstOrDefault(frame => frame.GetMethod()?.Module.Assembly == learner.Assembly && frame.GetFileLineNumber() > 0);
        return frame is null ? "" : $" in {Path.GetFileName(frame.GetFileName())}, line {frame.GetFileLineNumber()}";
    }
}

/// <summary>Asks a host to check an exercise.</summary>
/// <param name="Exercise">The class with the checks.</param>
/// <param name="Program">The learner's compiled code.</param>
internal sealed record CheckRequest(string Exercise, byte[] Program);

/// <summary>What a host says.</summary>
/// <param name="Check">The check's name; empty: the whole exercise.</param>
/// <param name="State">ready, started, passed, failed or done.</param>
/// <param name="Message">Why it failed.</param>
/// <param name="Output">What the learner's code printed.</param>
internal sealed record CheckAnswer(string Check, string State, string? Message, string Output = "");
