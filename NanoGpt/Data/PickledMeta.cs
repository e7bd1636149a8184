using System.Buffers.Binary;
using System.Text;

namespace NanoGpt;

/// <summary>
/// nanoGPT's meta.pkl: a pickled dictionary with vocab_size and the tables itos and stoi of a character-level vocabulary. Only
/// the instructions that build dictionaries of numbers and strings are known here, so a file cannot make the program run anything.
/// Source: CPython's pickletools.
/// </summary>
internal static class PickledMeta
{
    private const string FileName = "meta.pkl";

    /// <summary>Writes the characters of a vocabulary for nanoGPT to read.</summary>
    /// <exception cref="DataException">The file cannot be written.</exception>
    public static void Write(string folder, string characters) => AtomicFile.Write(Path.Combine(folder, FileName), stream =>
    {
        using var writer = new BinaryWriter(stream, Encoding.UTF8, leaveOpen: true);
        writer.Write([0x80, 2, (byte)'}', (byte)'(']); // protocol 2; a dictionary; what goes into it
        Text(writer, "vocab_size");
        Number(writer, characters.Length);
        Text(writer, "itos");
        writer.Write("}("u8);
        for (int i = 0; i < characters.Length; i++)
        {
            Number(writer, i);
            Text(writer, characters[i].ToString());
        }

        writer.Write((byte)'u');
        Text(writer, "stoi");
        writer.Write("}("u8);
        for (int i = 0; i < characters.Length; i++)
        {
            Text(writer, characters[i].ToString());
            Number(writer, i);
        }

        writer.Write("uu."u8); // end of stoi, end of the dictionary, end of the pickle
    });

    /// <summary>The characters of a folder's vocabulary, in the order of their tokens; null: it has no meta.pkl.</summary>
    /// <exception cref="DataException">The file is something else.</exception>
    public static string? TryRead(string folder)
    {
        string path = Path.Combine(folder, FileName);
        if (!File.Exists(path))
        {
            return null;
        }

        try
        {
            var meta = (Dictionary<object, object>)Load(InputFile.ReadAllBytes(path));
            var table = (Dictionary<object, object>)meta["itos"];
            return new string([.. Enumerable.Range(0, table.Count).Select(i => ((string)table[i]).Single())]);
        }
        catch (Exception e) when (e is InvalidCastException or KeyNotFoundException or InvalidOperationException or ArgumentException or IndexOutOfRangeException)
        {
            throw new DataException($"{path} is not nanoGPT's meta.pkl of a character-level vocabulary; prepare the data again.", e);
        }
    }

    private static void Text(BinaryWriter writer, string text)
    {
        byte[] bytes = Encoding.UTF8.GetBytes(text);
        writer.Write((byte)'X');
        writer.Write(bytes.Length);
        writer.Write(bytes);
    }

    private static void Number(BinaryWriter writer, int number)
    {
        writer.Write((byte)'J');
        writer.Write(number);
    }

    /// <summary>Runs the pickle's little stack machine.</summary>
    private static object Load(ReadOnlySpan<byte> bytes)
    {
        var stack = new Stack<object>();
        var memory = new List<object>();
        var mark = new object();
        while (true)
        {
            byte instruction = bytes[0];
            bytes = bytes[1..];
            switch (instruction)
            {
                case 0x80: // the protocol
                case (byte)'q': // remember, under a number that counts up
                    bytes = bytes[1..];
                    goto case 0x94;
                case 0x94:
                    if (instruction != 0x80)
                    {
                        memory.Add(stack.Peek());
                    }

                    break;
                case 0x95: // a frame and its length
                    bytes = bytes[8..];
                    break;
                case (byte)'r':
                    memory.Add(stack.Peek());
                    bytes = bytes[4..];
                    break;
                case (byte)'h':
                    stack.Push(memory[bytes[0]]);
                    bytes = bytes[1..];
                    break;
                case (byte)'j':
                    stack.Push(memory[BinaryPrimitives.ReadInt32LittleEndian(bytes)]);
                    bytes = bytes[4..];
                    break;
                case (byte)'}':
                    stack.Push(new Dictionary<object, object>());
                    break;
                case (byte)'(':
                    stack.Push(mark);
                    break;
                case (byte)'K':
                    stack.Push((int)bytes[0]);
                    bytes = bytes[1..];
                    break;
                case (byte)'M':
                    stack.Push((int)BinaryPrimitives.ReadUInt16LittleEndian(bytes));
                    bytes = bytes[2..];
                    break;
                case (byte)'J':
                    stack.Push(BinaryPrimitives.ReadInt32LittleEndian(bytes));
                    bytes = bytes[4..];
                    break;
                case 0x8c:
                    stack.Push(Encoding.UTF8.GetString(bytes.Slice(1, bytes[0])));
                    bytes = bytes[(1 + bytes[0])..];
                    break;
                case (byte)'X':
                    int length = BinaryPrimitives.ReadInt32LittleEndian(bytes);
                    stack.Push(Encoding.UTF8.GetString(bytes.Slice(4, length)));
                    bytes = bytes[(4 + length)..];
                    break;
                case (byte)'s':
                    Fill(stack, [stack.Pop(), stack.Pop()]);
                    break;
                case (byte)'u':
                    var items = new List<object>();
                    while (stack.Pop() is var item && item != mark)
                    {
                        items.Add(item);
                    }

                    Fill(stack, items);
                    break;
                case (byte)'.':
                    return stack.Pop();
                default:
                    throw new InvalidOperationException($"Instruction {instruction:x2} is not one of those that build tables.");
            }
        }
    }

    /// <summary>Puts values and keys, in the order in which they come off the stack, into the dictionary below them.</summary>
    private static void Fill(Stack<object> stack, List<object> items)
    {
        var table = (Dictionary<object, object>)stack.Peek();
        for (int i = items.Count - 1; i > 0; i -= 2)
        {
            table[items[i]] = items[i - 1];
        }
    }
}
