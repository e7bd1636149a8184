using System.Diagnostics;
using System.Text.RegularExpressions;

namespace Tests;

/// <summary>A test that needs a browser; without one it is skipped and says so.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class BrowserFactAttribute : FactAttribute
{
    public BrowserFactAttribute() => Skip = Browser.Path is null ? "needs chromium on the PATH" : null;
}

/// <summary>Debian's chromium without a window.</summary>
internal static partial class Browser
{
    /// <summary>The program, or null.</summary>
    public static string? Path { get; } = (Environment.GetEnvironmentVariable("PATH") ?? "").Split(System.IO.Path.PathSeparator)
        .SelectMany(folder => new[] { "chromium", "chromium-browser", "google-chrome" }, System.IO.Path.Combine)
        .FirstOrDefault(File.Exists);

    /// <summary>Opens a page, runs a script in it after its own, and returns what the script returns as text.</summary>
    public static string Run(string page, string script)
    {
        string file = System.IO.Path.Combine(Directory.CreateTempSubdirectory("zerotohero-").FullName, "page.html");
        try
        {
            File.WriteAllText(file, page.Replace("</body>", $$"""
                <script>
                try { document.body.append(Object.assign(document.createElement("pre"), { id: "answer", textContent: String((() => { {{script}} })()) })); }
                catch (e) { document.body.append(Object.assign(document.createElement("pre"), { id: "answer", textContent: "error: " + e })); }
                </script></body>
                """));
            using var process = Process.Start(new ProcessStartInfo(Path!, ["--headless", "--no-sandbox", "--disable-gpu", "--dump-dom", $"file://{file}"])
            {
                RedirectStandardOutput = true,
                RedirectStandardError = true,
            })!;
            process.ErrorDataReceived += (_, _) => { };
            process.BeginErrorReadLine();
            string dom = process.StandardOutput.ReadToEnd();
            process.WaitForExit();
            var answer = Answer().Match(dom);
            Assert.True(answer.Success, $"The page gave no answer: {dom[..Math.Min(dom.Length, 500)]}");
            return System.Net.WebUtility.HtmlDecode(answer.Groups[1].Value);
        }
        finally
        {
            Directory.Delete(System.IO.Path.GetDirectoryName(file)!, recursive: true);
        }
    }

    [GeneratedRegex("<pre id=\"answer\">(.*?)</pre>", RegexOptions.Singleline)]
    private static partial Regex Answer();
}
