using System.Numerics;
using System.Runtime.InteropServices;

namespace Micrograd;

/// <summary>
/// Reads safetensors files, the format in which Hugging Face keeps weights: names, shapes and types first, then single
/// tensors on demand, straight into the caller's memory. Numbers are little-endian, as on every processor .NET runs on.
/// </summary>
public sealed class SafeTensorsFile : IDisposable
{
    private const int ChunkBytes = 1 << 16; // a multiple of every element size

    private readonly FileStream file;
    private readonly Dictionary<string, SafeTensor> byName;

    private SafeTensorsFile(FileStream file, SafeTensorsHeader header)
    {
        this.file = file;
        Tensors = header.Tensors;
        Metadata = header.Metadata;
        byName = Tensors.ToDictionary(tensor => tensor.Name);
    }

    /// <summary>What is in the file, in the order of the bytes.</summary>
    public IReadOnlyList<SafeTensor> Tensors { get; }

    /// <summary>Free text that the writer left, such as <c>format: pt</c>.</summary>
    public IReadOnlyDictionary<string, string> Metadata { get; }

    /// <summary>The path that was opened.</summary>
    public string Path => file.Name;

    /// <summary>What the header says of one tensor.</summary>
    /// <exception cref="DataException">There is none of this name.</exception>
    public SafeTensor this[string name] => byName.TryGetValue(name, out var tensor)
        ? tensor
        : throw new DataException($"{Path} has no tensor '{name}'; it has {byName.Count}: {string.Join(", ", byName.Keys.Take(8))}{(byName.Count > 8 ? ", ..." : "")}.");

    /// <summary>Opens a file and checks its header: lengths, types, shapes, and that all tensors lie in the file and apart.</summary>
    /// <exception cref="DataException">The file is missing, cut off, damaged or of another kind.</exception>
    public static SafeTensorsFile Open(string path)
    {
        FileStream file;
        try
        {
            file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or ArgumentException)
        {
            throw new DataException($"Cannot open {path}: {e.Message}", e);
        }

        try
        {
            return new SafeTensorsFile(file, SafeTensorsHeader.Read(file, path));
        }
        catch
        {
            file.Dispose();
            throw;
        }
    }

    /// <summary>Whether there is a tensor of this name.</summary>
    public bool Contains(string name) => byName.ContainsKey(name);

    /// <summary>Reads a tensor of any type as floats, in row-major order.</summary>
    /// <param name="destination">As many elements as the tensor has.</param>
    public void Read(string name, Span<float> destination) => ReadAs(name, destination);

    /// <summary>Reads a tensor of any type as doubles.</summary>
    public void Read(string name, Span<double> destination) => ReadAs(name, destination);

    /// <summary>Reads a tensor of whole numbers (I64, I32, I16, I8, U8, BOOL).</summary>
    /// <exception cref="DataException">It holds floats, or a number beyond 32 bits.</exception>
    public void Read(string name, Span<int> destination) => ReadAs(name, destination);

    /// <summary>A tensor of any type as a new array of floats.</summary>
    public float[] ReadFloats(string name) => ReadAs<float>(name);

    /// <summary>A tensor of any type as a new array of doubles.</summary>
    public double[] ReadDoubles(string name) => ReadAs<double>(name);

    /// <summary>A tensor of whole numbers as a new array.</summary>
    public int[] ReadInts(string name) => ReadAs<int>(name);

    /// <summary>Closes the file.</summary>
    public void Dispose() => file.Dispose();

    private T[] ReadAs<T>(string name) where T : unmanaged, INumber<T>
    {
        var tensor = this[name];
        if (tensor.Count > Array.MaxLength)
        {
            throw new DataException($"{Path}: tensor '{name}' has {tensor.Count} elements, too many for one array.");
        }

        var values = new T[tensor.Count];
        ReadAs<T>(name, values);
        return values;
    }

    private void ReadAs<T>(string name, Span<T> destination) where T : unmanaged, INumber<T>
    {
        var tensor = this[name];
        if (destination.Length != tensor.Count)
        {
            throw new ArgumentException($"{Path}: tensor '{name}' has {tensor.Count} elements, but there is room for {destination.Length}.");
        }

        if (typeof(T) == typeof(int) && tensor.HasFractions)
        {
            throw new DataException($"{Path}: tensor '{name}' holds fractions ({tensor.Type}), where whole numbers are expected.");
        }

        if (tensor.Type == TypeOf<T>())
        {
            ReadBytes(tensor, 0, MemoryMarshal.AsBytes(destination));
            return;
        }

        var chunk = new byte[Math.Min(ChunkBytes, tensor.Bytes)];
        int size = SafeTensor.SizeOf(tensor.Type);
        for (long at = 0; at < tensor.Bytes; at += chunk.Length)
        {
            var raw = chunk.AsSpan(0, (int)Math.Min(chunk.Length, tensor.Bytes - at));
            ReadBytes(tensor, at, raw);
            try
            {
                SafeTensorsConvert.To(raw, tensor.Type, destination.Slice((int)(at / size), raw.Length / size));
            }
            catch (OverflowException e)
            {
                throw new DataException($"{Path}: tensor '{name}' of type {tensor.Type} has a number beyond the range of {typeof(T).Name}.", e);
            }
        }
    }

    private void ReadBytes(SafeTensor tensor, long at, Span<byte> bytes)
    {
        try
        {
            file.Position = tensor.Offset + at;
            file.ReadExactly(bytes);
        }
        catch (IOException e)
        {
            throw new DataException($"{Path}: cannot read tensor '{tensor.Name}': {e.Message}", e);
        }
    }

    private static SafeTensorType TypeOf<T>() =>
        typeof(T) == typeof(float) ? SafeTensorType.F32 : typeof(T) == typeof(double) ? SafeTensorType.F64 : SafeTensorType.I32;
}
