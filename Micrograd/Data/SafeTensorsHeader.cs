using System.Buffers.Binary;
using System.Text;
using System.Text.Json;

namespace Micrograd;

/// <summary>
/// The head of a safetensors file: 8 bytes with the header's length N (little-endian), then N bytes of JSON, then the
/// tensors. <c>{"__metadata__": {"k": "v"}, "name": {"dtype": "F32", "shape": [2, 3], "data_offsets": [0, 24]}}</c>, with
/// offsets from the end of the header. Everything is checked before memory is taken: the file may come from anywhere.
/// </summary>
internal sealed record SafeTensorsHeader(IReadOnlyList<SafeTensor> Tensors, IReadOnlyDictionary<string, string> Metadata)
{
    public const string MetadataKey = "__metadata__";
    public const int LengthBytes = 8;
    public const int MaxBytes = 100_000_000; // the format's own limit

    private static readonly UTF8Encoding Utf8 = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    /// <exception cref="DataException">The file is cut off, or is no safetensors file.</exception>
    public static SafeTensorsHeader Read(Stream file, string path)
    {
        Span<byte> prefix = stackalloc byte[LengthBytes];
        if (file.ReadAtLeast(prefix, LengthBytes, throwOnEndOfStream: false) < LengthBytes)
        {
            throw new DataException($"{path} is no safetensors file: it has {file.Length} bytes, fewer than the 8 of the header's length.");
        }

        ulong length = BinaryPrimitives.ReadUInt64LittleEndian(prefix);
        if (length > MaxBytes)
        {
            throw new DataException($"{path} is no safetensors file: its first 8 bytes say that the header has {length} bytes, above the limit of {MaxBytes}.");
        }

        if ((long)length > file.Length - LengthBytes)
        {
            throw new DataException($"{path} is cut off, or no safetensors file: a header of {length} bytes does not fit into its {file.Length} bytes.");
        }

        var bytes = new byte[length];
        file.ReadExactly(bytes);
        try
        {
            using var json = JsonDocument.Parse(Utf8.GetString(bytes));
            return Parse(json.RootElement, path, LengthBytes + (long)length, file.Length);
        }

        // InvalidOperationException: a string with half a surrogate pair, which JSON allows and .NET does not
        catch (Exception e) when (e is JsonException or DecoderFallbackException or InvalidOperationException)
        {
            throw new DataException($"{path} is no safetensors file: its header is not valid JSON ({e.Message.TrimEnd('.')}).", e);
        }
    }

    private static SafeTensorsHeader Parse(JsonElement root, string path, long start, long fileLength)
    {
        if (root.ValueKind != JsonValueKind.Object)
        {
            throw new DataException($"{path} is no safetensors file: its header is not a JSON object.");
        }

        var metadata = new Dictionary<string, string>();
        var tensors = new Dictionary<string, SafeTensor>();
        foreach (var entry in root.EnumerateObject())
        {
            if (entry.Name == MetadataKey)
            {
                ReadMetadata(entry.Value, path, metadata);
            }
            else if (!tensors.TryAdd(entry.Name, ParseTensor(entry, path, start, fileLength)))
            {
                throw new DataException($"{path}: tensor '{entry.Name}' is there twice.");
            }
        }

        SafeTensor[] ordered = [.. tensors.Values.OrderBy(t => t.Offset).ThenBy(t => t.Bytes)];
        for (int i = 1; i < ordered.Length; i++)
        {
            if (ordered[i].Offset < ordered[i - 1].Offset + ordered[i - 1].Bytes)
            {
                throw new DataException($"{path}: the bytes of tensors '{ordered[i - 1].Name}' and '{ordered[i].Name}' overlap; the file is damaged.");
            }
        }

        return new SafeTensorsHeader(ordered, metadata);
    }

    private static void ReadMetadata(JsonElement value, string path, Dictionary<string, string> metadata)
    {
        if (value.ValueKind != JsonValueKind.Object || value.EnumerateObject().Any(p => p.Value.ValueKind != JsonValueKind.String))
        {
            throw new DataException($"{path}: {MetadataKey} must be an object of strings; the file is damaged.");
        }

        foreach (var pair in value.EnumerateObject())
        {
            metadata[pair.Name] = pair.Value.GetString()!;
        }
    }

    private static SafeTensor ParseTensor(JsonProperty entry, string path, long start, long fileLength)
    {
        DataException Damaged(string what) => new($"{path}: tensor '{entry.Name}' {what}.");
        if (entry.Value.ValueKind != JsonValueKind.Object)
        {
            throw Damaged("is not described by a JSON object; the file is damaged");
        }

        string? name = entry.Value.TryGetProperty("dtype", out var dtype) && dtype.ValueKind == JsonValueKind.String ? dtype.GetString() : null;
        if (name is null || !Enum.GetNames<SafeTensorType>().Contains(name))
        {
            throw Damaged($"has the element type {name ?? "(none)"}, but only {string.Join(", ", Enum.GetNames<SafeTensorType>())} can be read");
        }

        var type = Enum.Parse<SafeTensorType>(name);

        if (Integers(entry.Value, "shape") is not { } shape || shape.Any(size => size is < 0 or > int.MaxValue))
        {
            throw Damaged("has no shape of sizes from 0 to 2147483647; the file is damaged");
        }

        if (Integers(entry.Value, "data_offsets") is not [var begin, var end] || begin < 0 || end < begin)
        {
            throw Damaged("has no data_offsets [begin, end]; the file is damaged");
        }

        if (end > fileLength - start)
        {
            throw Damaged($"ends at byte {(Int128)start + end}, but the file has only {fileLength}: it is cut off");
        }

        Int128 expected = SafeTensor.SizeOf(type);
        foreach (long size in shape)
        {
            expected = size == 0 ? 0 : Int128.Min(expected * size, long.MaxValue); // no overflow, however long the shape
        }

        if (expected != end - begin)
        {
            throw Damaged($"of shape ({string.Join(", ", shape)}) and type {type} needs {expected} bytes, but its offsets span {end - begin}; the file is damaged");
        }

        return new SafeTensor(entry.Name, type, [.. shape.Select(size => (int)size)], start + begin, end - begin);
    }

    /// <summary>An array of whole numbers, or null when it is anything else.</summary>
    private static List<long>? Integers(JsonElement tensor, string property)
    {
        if (!tensor.TryGetProperty(property, out var array) || array.ValueKind != JsonValueKind.Array)
        {
            return null;
        }

        var numbers = new List<long>();
        foreach (var element in array.EnumerateArray())
        {
            if (element.ValueKind != JsonValueKind.Number || !element.TryGetInt64(out long number))
            {
                return null;
            }

            numbers.Add(number);
        }

        return numbers;
    }
}
