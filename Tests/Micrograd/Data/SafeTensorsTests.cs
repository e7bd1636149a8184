using System.Buffers.Binary;
using System.Text;
using FsCheck;
using FsCheck.Xunit;

namespace Tests;

public sealed class SafeTensorsTests : IDisposable
{
    private readonly string folder = Directory.CreateTempSubdirectory("safetensors-").FullName;

    private string At => Path.Combine(folder, "file.safetensors");

    public void Dispose() => Directory.Delete(folder, recursive: true);

    [Property(MaxTest = 50)]
    public bool WhatIsWrittenIsReadAgain(float[] floats, double[] doubles, int[] ints, byte[] bytes, NonEmptyString key, NonEmptyString value)
    {
        var writer = new SafeTensorsWriter();
        writer.Metadata["k" + Plain(key)] = Plain(value);
        writer.Add("u8", [bytes.Length], bytes);
        writer.Add("f32", [1, floats.Length], floats);
        writer.Add("f64", [doubles.Length, 1], doubles);
        writer.Add("i32", [ints.Length], ints);
        writer.Save(At);
        using var file = SafeTensorsFile.Open(At);
        return file.Tensors.Count == 4
            && file.Metadata["k" + Plain(key)] == Plain(value)
            && file.ReadFloats("f32").SequenceEqual(floats)
            && file.ReadDoubles("f64").SequenceEqual(doubles)
            && file.ReadInts("i32").SequenceEqual(ints)
            && file.ReadInts("u8").SequenceEqual(bytes.Select(b => (int)b))
            && file["f32"].Shape.SequenceEqual([1, floats.Length]);

        static string Plain(NonEmptyString text) => Encoding.UTF8.GetString(Encoding.UTF8.GetBytes(text.Get)); // no half pairs
    }

    [Property(MaxTest = 500)]
    public bool DamagedHeadersAreRefusedOrRead(byte[] flips, ushort seed)
    {
        byte[] bytes = Sample();
        var random = new Random(seed);
        int header = SafeTensorsHeader.LengthBytes + (int)BinaryPrimitives.ReadInt64LittleEndian(bytes);
        foreach (byte flip in flips.Append((byte)seed))
        {
            bytes[random.Next(header)] ^= flip;
        }

        if (seed % 5 == 0)
        {
            Array.Resize(ref bytes, random.Next(bytes.Length));
        }

        File.WriteAllBytes(At, bytes);
        try
        {
            using var file = SafeTensorsFile.Open(At);
            foreach (var tensor in file.Tensors)
            {
                file.ReadDoubles(tensor.Name);
            }
        }
        catch (DataException e)
        {
            return e.Message.Contains(At);
        }
        return true;
    }

    [Fact]
    public void DataBeginsAligned()
    {
        byte[] bytes = Sample();
        Assert.Equal(0, BinaryPrimitives.ReadInt64LittleEndian(bytes) % 8);
        using var file = SafeTensorsFile.Open(At);
        Assert.All(file.Tensors, tensor => Assert.Equal(0, tensor.Offset % SafeTensor.SizeOf(tensor.Type)));
    }

    [Theory]
    [InlineData("BOOL", new byte[] { 0, 1 }, new double[] { 0, 1 })]
    [InlineData("I8", new byte[] { 0xFF, 2 }, new double[] { -1, 2 })]
    [InlineData("I16", new byte[] { 0xFE, 0xFF, 1, 0 }, new double[] { -2, 1 })]
    [InlineData("F16", new byte[] { 0x00, 0x3C, 0x00, 0xC1 }, new[] { 1, -2.5 })]
    [InlineData("BF16", new byte[] { 0x80, 0x3F, 0x20, 0xC0 }, new[] { 1, -2.5 })]
    [InlineData("I64", new byte[] { 5, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1, 0, 0, 0 }, new[] { 5, 4294967296.0 })]
    public void EveryTypeIsReadAsFloats(string type, byte[] data, double[] expected)
    {
        WriteRaw($$$"""{"t":{"dtype":"{{{type}}}","shape":[2],"data_offsets":[0,{{{data.Length}}}]}}""", data);
        using var file = SafeTensorsFile.Open(At);
        Assert.Equal(expected, file.ReadDoubles("t"));
        Assert.Equal(expected.Select(x => (float)x), file.ReadFloats("t"));
        if (type.StartsWith('F') || type.StartsWith("BF"))
        {
            Assert.Contains("holds fractions", Assert.Throws<DataException>(() => file.ReadInts("t")).Message);
        }

        if (type == "I64")
        {
            Assert.Contains("beyond the range of Int32", Assert.Throws<DataException>(() => file.ReadInts("t")).Message);
        }
    }

    [Theory]
    [InlineData("""{"t":{"dtype":"F32","shape":[3],"data_offsets":[0,12]}}""", "ends at byte")]
    [InlineData("""{"t":{"dtype":"F32","shape":[3],"data_offsets":[0,8]}}""", "of shape (3) and type F32 needs 12 bytes, but its offsets span 8")]
    [InlineData("""{"t":{"dtype":"F32","shape":[4294967296,4294967296,4294967296],"data_offsets":[0,8]}}""", "has no shape")]
    [InlineData("""{"t":{"dtype":"F32","shape":[2147483647,2147483647,2147483647],"data_offsets":[0,8]}}""", "needs 9223372036854775807 bytes")]
    [InlineData("""{"t":{"dtype":"F32","shape":[-2],"data_offsets":[0,8]}}""", "has no shape")]
    [InlineData("""{"t":{"dtype":"F32","shape":[1.5],"data_offsets":[0,8]}}""", "has no shape")]
    [InlineData("""{"t":{"dtype":"F32","shape":[2],"data_offsets":[8,0]}}""", "no data_offsets")]
    [InlineData("""{"t":{"dtype":"F32","shape":[2]}}""", "no data_offsets")]
    [InlineData("""{"t":{"dtype":"Q4","shape":[2],"data_offsets":[0,8]}}""", "has the element type Q4, but only F64")]
    [InlineData("""{"t":{"dtype":"0","shape":[2],"data_offsets":[0,8]}}""", "has the element type 0")]
    [InlineData("""{"t":[]}""", "is not described by a JSON object")]
    [InlineData("""{"a":{"dtype":"U8","shape":[6],"data_offsets":[0,6]},"b":{"dtype":"U8","shape":[4],"data_offsets":[4,8]}}""", "'a' and 'b' overlap")]
    [InlineData("""{"a":{"dtype":"U8","shape":[1],"data_offsets":[0,1]},"a":{"dtype":"U8","shape":[1],"data_offsets":[1,2]}}""", "'a' is there twice")]
    [InlineData("""{"__metadata__":{"k":1}}""", "must be an object of strings")]
    [InlineData("""{"__metadata__":{"k":"\ud800"}}""", "not valid JSON")]
    [InlineData("[]", "not a JSON object")]
    [InlineData("{", "not valid JSON")]
    public void BadHeadersAreNamed(string header, string message)
    {
        WriteRaw(header, new byte[8]);
        var e = Assert.Throws<DataException>(() => SafeTensorsFile.Open(At));
        Assert.Contains(message, e.Message);
        Assert.Contains(At, e.Message);
    }

    [Fact]
    public void FilesOfAnotherKindAreNamed()
    {
        Assert.Contains("Cannot open", Assert.Throws<DataException>(() => SafeTensorsFile.Open(At)).Message);
        File.WriteAllText(At, "PK");
        Assert.Contains("it has 2 bytes", Assert.Throws<DataException>(() => SafeTensorsFile.Open(At)).Message);
        File.WriteAllText(At, "this is a text and no tensor");
        Assert.Contains("above the limit", Assert.Throws<DataException>(() => SafeTensorsFile.Open(At)).Message);
        File.WriteAllBytes(At, [200, 0, 0, 0, 0, 0, 0, 0, (byte)'{']);
        Assert.Contains("a header of 200 bytes does not fit into its 9 bytes", Assert.Throws<DataException>(() => SafeTensorsFile.Open(At)).Message);
    }

    [Fact]
    public void WrongUseIsNamed()
    {
        Sample();
        using var file = SafeTensorsFile.Open(At);
        Assert.Contains("has no tensor 'x'; it has 2: w, mask", Assert.Throws<DataException>(() => file["x"]).Message);
        Assert.Contains("has 6 elements, but there is room for 5", Assert.Throws<ArgumentException>(() => file.Read("w", new float[5])).Message);
        var writer = new SafeTensorsWriter();
        Assert.Contains("(2, 2) needs 4 values, not 3", Assert.Throws<ArgumentException>(() => writer.Add("w", [2, 2], new float[3])).Message);
        writer.Add("w", [], new float[1]);
        Assert.Contains("'w' is taken", Assert.Throws<ArgumentException>(() => writer.Add("w", [], new float[1])).Message);
        Assert.Throws<DataException>(() => writer.Save(Path.Combine(At, "below", "a file")));
    }

    [DataFact("gpt2-tiny-debug/model.safetensors", "gpt2-tiny-debug/grads.safetensors", "gpt2-tiny-debug/model_after10.safetensors", "hf-tiny-gpt2/model.safetensors")]
    public void FilesOfPyTorchAndHuggingFace()
    {
        foreach (string name in new[] { "gpt2-tiny-debug/model", "gpt2-tiny-debug/grads", "gpt2-tiny-debug/model_after10", "hf-tiny-gpt2/model" })
        {
            using var file = SafeTensorsFile.Open(TestData.File(name + ".safetensors"));
            Assert.All(file.Tensors, tensor => Assert.All(file.ReadFloats(tensor.Name), x => Assert.True(float.IsFinite(x))));
        }
        using var model = SafeTensorsFile.Open(TestData.File("gpt2-tiny-debug/model.safetensors"));
        Assert.Equal([32, 32], model[model.Tensors.Single(t => t.Name.EndsWith("wpe.weight")).Name].Shape);
    }

    private byte[] Sample()
    {
        var writer = new SafeTensorsWriter();
        writer.Metadata["format"] = "pt";
        writer.Add("mask", [3], new byte[] { 1, 0, 1 });
        writer.Add("w", [2, 3], new float[] { 1, 2, 3, 4, 5, 6 });
        writer.Save(At);
        return File.ReadAllBytes(At);
    }

    private void WriteRaw(string header, byte[] data)
    {
        byte[] json = Encoding.UTF8.GetBytes(header), length = new byte[8];
        BinaryPrimitives.WriteInt64LittleEndian(length, json.Length);
        File.WriteAllBytes(At, [.. length, .. json, .. data]);
    }
}
