namespace MinBpe;

/// <summary>How far a training run is.</summary>
/// <param name="BytesRead">Bytes of text that were cut and counted so far.</param>
/// <param name="BytesTotal">Bytes of text in all.</param>
/// <param name="Merges">Merges found so far.</param>
/// <param name="MergesTotal">Merges that were asked for.</param>
public readonly record struct TrainingProgress(long BytesRead, long BytesTotal, int Merges, int MergesTotal);
