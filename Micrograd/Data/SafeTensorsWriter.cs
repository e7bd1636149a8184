using System.Buffers.Binary;
using System.Runtime.InteropServices;
using System.Text.Json;

namespace Micrograd;

/// <summary>
/// Writes a safetensors file: add the tensors, then save. The file appears whole or not at all. The data begins at a
/// multiple of 8 bytes and wider elements come first, so that every tensor is aligned and can be mapped into memory.
/// </summary>
public sealed class SafeTensorsWriter
{
    private readonly record struct Entry(string Name, SafeTensorType Type, int[] Shape, int Bytes, Action<Stream> Write);

    private readonly List<Entry> entries = [];

    /// <summary>Free text to keep in the file, such as the step of a checkpoint.</summary>
    public Dictionary<string, string> Metadata { get; } = [];

    /// <summary>Adds a tensor of floats in row-major order. The memory is read at <see cref="Save"/>: leave it alone until then.</summary>
    /// <exception cref="ArgumentException">The name is taken, or the shape has another number of elements.</exception>
    public void Add(string name, ReadOnlySpan<int> shape, ReadOnlyMemory<float> values) => AddEntry(name, SafeTensorType.F32, shape, values);

    /// <inheritdoc cref="Add(string, ReadOnlySpan{int}, ReadOnlyMemory{float})"/>
    public void Add(string name, ReadOnlySpan<int> shape, ReadOnlyMemory<double> values) => AddEntry(name, SafeTensorType.F64, shape, values);

    /// <inheritdoc cref="Add(string, ReadOnlySpan{int}, ReadOnlyMemory{float})"/>
    public void Add(string name, ReadOnlySpan<int> shape, ReadOnlyMemory<int> values) => AddEntry(name, SafeTensorType.I32, shape, values);

    /// <inheritdoc cref="Add(string, ReadOnlySpan{int}, ReadOnlyMemory{float})"/>
    public void Add(string name, ReadOnlySpan<int> shape, ReadOnlyMemory<byte> values) => AddEntry(name, SafeTensorType.U8, shape, values);

    /// <summary>Adds a tensor of floats that is made only when it is written: a large model need not lie in memory twice.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="shape">Its shape.</param>
    /// <param name="values">Makes the values, as many as the shape has, in row-major order.</param>
    /// <exception cref="ArgumentException">The name is taken.</exception>
    public void Add(string name, ReadOnlySpan<int> shape, Func<float[]> values)
    {
        RequireFree(name);
        int count = Shapes.Count(shape);
        entries.Add(new Entry(name, SafeTensorType.F32, shape.ToArray(), checked(count * sizeof(float)), stream => stream.Write(MemoryMarshal.AsBytes(values().AsSpan(0, count)))));
    }

    /// <summary>Writes everything added so far; an older file of this name is replaced.</summary>
    /// <exception cref="DataException">The file cannot be written.</exception>
    public void Save(string path)
    {
        Entry[] ordered = [.. entries.OrderByDescending(entry => SafeTensor.SizeOf(entry.Type))];
        byte[] header = Header(ordered);
        AtomicFile.Write(path, stream =>
        {
            Span<byte> length = stackalloc byte[SafeTensorsHeader.LengthBytes];
            BinaryPrimitives.WriteInt64LittleEndian(length, header.Length);
            stream.Write(length);
            stream.Write(header);
            foreach (var entry in ordered)
            {
                entry.Write(stream);
            }
        });
    }

    private void AddEntry<T>(string name, SafeTensorType type, ReadOnlySpan<int> shape, ReadOnlyMemory<T> values) where T : unmanaged
    {
        long count = 1;
        foreach (int size in shape)
        {
            count = checked(count * size);
        }

        if (count != values.Length)
        {
            throw new ArgumentException($"SafeTensorsWriter: '{name}' of shape ({string.Join(", ", shape.ToArray())}) needs {count} values, not {values.Length}.");
        }

        RequireFree(name);
        int bytes = MemoryMarshal.AsBytes(values.Span).Length;
        entries.Add(new Entry(name, type, shape.ToArray(), bytes, stream => stream.Write(MemoryMarshal.AsBytes(values.Span))));
    }

    private void RequireFree(string name)
    {
        if (name == SafeTensorsHeader.MetadataKey || entries.Any(entry => entry.Name == name))
        {
            throw new ArgumentException($"SafeTensorsWriter: the name '{name}' is taken.");
        }
    }

    private byte[] Header(Entry[] ordered)
    {
        using var buffer = new MemoryStream();
        using (var json = new Utf8JsonWriter(buffer))
        {
            json.WriteStartObject();
            if (Metadata.Count > 0)
            {
                json.WriteStartObject(SafeTensorsHeader.MetadataKey);
                foreach (var (key, value) in Metadata)
                {
                    json.WriteString(key, value);
                }

                json.WriteEndObject();
            }

            long offset = 0;
            foreach (var entry in ordered)
            {
                json.WriteStartObject(entry.Name);
                json.WriteString("dtype", entry.Type.ToString());
                WriteArray(json, "shape", entry.Shape.Select(size => (long)size));
                WriteArray(json, "data_offsets", [offset, offset += entry.Bytes]);
                json.WriteEndObject();
            }

            json.WriteEndObject();
        }
        while (buffer.Length % SafeTensorsHeader.LengthBytes != 0)
        {
            buffer.WriteByte((byte)' '); // the format allows trailing spaces
        }

        return buffer.ToArray();
    }

    private static void WriteArray(Utf8JsonWriter json, string name, IEnumerable<long> numbers)
    {
        json.WriteStartArray(name);
        foreach (long number in numbers)
        {
            json.WriteNumberValue(number);
        }

        json.WriteEndArray();
    }
}
