using System.Net;
using System.Net.Http.Headers;
using System.Security.Cryptography;

namespace Micrograd;

/// <summary>
/// Fetches a file. What has arrived is kept in NAME.part: a broken download goes on where it stopped. Only a file that is
/// whole, and has the right hash where one is known, gets its name.
/// </summary>
public static class Download
{
    private static readonly TimeSpan ConnectTimeout = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan StallTimeout = TimeSpan.FromSeconds(15); // no byte for so long: give up

    /// <summary>Fetches a file into the folder of its target, which is made where missing.</summary>
    /// <param name="address">Where it is.</param>
    /// <param name="target">The path that it gets.</param>
    /// <param name="sha256">Its hash in lower-case hexadecimal digits; null: nobody knows.</param>
    /// <param name="handler">The network; null: the real one.</param>
    /// <param name="progress">Gets the bytes so far, and in all where known.</param>
    /// <exception cref="DataException">No connection, an answer other than the file, or a wrong hash.</exception>
    public static void ToFile(string address, string target, string? sha256, HttpMessageHandler? handler, Action<long, long?>? progress)
    {
        string part = target + ".part";
        try
        {
            Directory.CreateDirectory(Path.GetDirectoryName(target)!);
            Fetch(address, part, handler, progress).GetAwaiter().GetResult();
            if (sha256 is not null && HashOf(part) is var found && found != sha256)
            {
                File.Delete(part); // going on from wrong bytes would never end well
                throw new DataException($"the file there has SHA-256 {found}, not {sha256}.");
            }

            File.Move(part, target, overwrite: true);
        }
        catch (OperationCanceledException e)
        {
            throw new DataException("no answer in time.", e);
        }
        catch (Exception e) when (e is HttpRequestException or IOException or UnauthorizedAccessException)
        {
            throw new DataException($"{e.Message.TrimEnd('.')}.", e);
        }
    }

    private static string HashOf(string path)
    {
        using var file = File.OpenRead(path);
        return Convert.ToHexStringLower(SHA256.HashData(file));
    }

    private static async Task Fetch(string address, string part, HttpMessageHandler? handler, Action<long, long?>? progress)
    {
        using var client = handler is null
            ? new HttpClient(new SocketsHttpHandler { ConnectTimeout = ConnectTimeout })
            : new HttpClient(handler, disposeHandler: false);
        using var stalled = new CancellationTokenSource(StallTimeout);
        using var request = new HttpRequestMessage(HttpMethod.Get, address);
        long have = File.Exists(part) ? new FileInfo(part).Length : 0;
        if (have > 0)
        {
            request.Headers.Range = new RangeHeaderValue(have, null);
        }

        using var response = await client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, stalled.Token).ConfigureAwait(false);
        if (response.StatusCode == HttpStatusCode.RequestedRangeNotSatisfiable)
        {
            return; // all of it is here: the hash decides
        }

        response.EnsureSuccessStatusCode();
        if (response.StatusCode != HttpStatusCode.PartialContent || response.Content.Headers.ContentRange?.From != have)
        {
            have = 0;
        }

        await using var file = new FileStream(part, FileMode.OpenOrCreate, FileAccess.Write, FileShare.None); // one process at a time
        file.SetLength(have); // have = 0: the server sent the whole file: start again
        file.Position = have;
        long? total = response.Content.Headers.ContentLength is { } rest ? have + rest : null;

        await using var body = await response.Content.ReadAsStreamAsync(stalled.Token).ConfigureAwait(false);
        var buffer = new byte[1 << 16];
        while (true)
        {
            stalled.CancelAfter(StallTimeout);
            int read = await body.ReadAsync(buffer, stalled.Token).ConfigureAwait(false);
            if (read == 0)
            {
                break;
            }

            file.Write(buffer, 0, read);
            progress?.Invoke(file.Position, total);
        }

        file.Flush(flushToDisk: true);
    }
}
