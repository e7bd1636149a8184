using System.Diagnostics;
using System.Text;

namespace Tests;

/// <summary>Training reads a file bit by bit: it needs no memory for all of it.</summary>
public sealed class LargeFileTests : IDisposable
{
    private const int HeapBytes = 24 << 20;
    private const int FileBytes = 2 * HeapBytes;

    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    [Trait("Group", "Long")]
    public void A_file_twice_as_large_as_the_memory_allowed_is_trained_on()
    {
        // A block many times over has the block's pieces, each as many times: so the merges are the same.
        string block = string.Concat(Enumerable.Range(0, 20_000).Select(i => $"low lower {i * i} widest\n"));
        byte[] utf8 = Encoding.UTF8.GetBytes(block);
        File.WriteAllBytes(folder.File("small.txt"), utf8);
        using (var large = File.Create(folder.File("large.txt")))
        {
            while (large.Length < FileBytes)
            {
                large.Write(utf8);
            }
        }

        Train("small", heapBytes: null);
        Train("large", HeapBytes);
        Assert.Equal(File.ReadAllText(folder.File("small.model")), File.ReadAllText(folder.File("large.model")));
    }

    private void Train(string name, int? heapBytes)
    {
        string program = Path.Combine(AppContext.BaseDirectory, "MinBpe.dll");
        string[] arguments = ["exec", program, "train", "--kind", "regex", "--vocab-size", "400", "--out", folder.File(name), folder.File($"{name}.txt")];
        var start = new ProcessStartInfo("dotnet", arguments) { RedirectStandardOutput = true, RedirectStandardError = true };
        if (heapBytes is { } limit)
        {
            start.Environment["DOTNET_GCHeapHardLimit"] = limit.ToString("X"); // the runtime reads it as hexadecimal
        }

        using var process = Process.Start(start)!;
        var output = process.StandardOutput.ReadToEndAsync();
        string errors = process.StandardError.ReadToEnd();
        process.WaitForExit();
        Assert.True(process.ExitCode == 0, $"{name}: {errors}{output.Result}");
    }
}
