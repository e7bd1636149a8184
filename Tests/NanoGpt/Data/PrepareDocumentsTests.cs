using System.Text;
using System.Text.Json;
using MinBpe;
using NanoGpt;
using Parquet;
using Parquet.Schema;

namespace Tests;

/// <summary>Documents of every kind of file become tokens, in order, with their originals' separators and parts.</summary>
public sealed class PrepareDocumentsTests : IDisposable
{
    private const int EndOfText = 50256;

    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    public static string[] Documents { get; } = [.. Enumerable.Range(0, 30).Select(i => i == 7 ? "naïve 😀\n\n \"quoted\"" : $"Document {i} says {new string('a', i)} and ends.")];

    [Theory]
    [InlineData("jsonl")]
    [InlineData("json")]
    [InlineData("parquet")]
    public void All_kinds_of_files_make_the_same_tokens(string extension)
    {
        Write($"docs.{extension}", Documents);
        Prepare("fineweb", "--shard-size", "100", "--input", folder.File($"docs.{extension}"));
        int[] expected = [.. Documents.SelectMany(text => (int[])[EndOfText, .. Tiktoken.Get("gpt2").EncodeOrdinary(text)])];
        using var data = TokenFolder.TryOpen(folder.File("out"))!;
        Assert.Equal(expected[..100], All(data, Split.Val)); // the first shard validates
        Assert.Equal(expected[100..], All(data, Split.Train));
        Assert.All(Directory.GetFiles(folder.File("out"), "*.bin").OrderBy(file => file[^"000000.bin".Length..]).SkipLast(1), file => Assert.Equal(1024 + 200, new FileInfo(file).Length));
        Assert.True(File.Exists(folder.File("out/fineweb_val_000000.bin")) && File.Exists(folder.File("out/fineweb_train_000001.bin")));
    }

    [Fact]
    public void A_text_is_cut_at_its_marks_or_nowhere()
    {
        File.WriteAllText(folder.File("a.txt"), " First story.\n<|endoftext|>\nSecond story.\n\n<|endoftext|>\n", new UTF8Encoding(true));
        File.WriteAllText(folder.File("b.txt"), "The third, which is longer than the others so that the end of it is for validation: it is the last tenth.");
        Prepare("text", "--input", folder.File("a.txt"), folder.File("b.txt"));
        using var data = TokenFolder.TryOpen(folder.File("out"))!;
        string text = Tiktoken.Get("gpt2").Decode(All(data, Split.Train));
        Assert.StartsWith("<|endoftext|> First story.<|endoftext|>Second story.<|endoftext|>The third, which", text);
        Assert.Equal("The third, which is longer than the others so that the end of it is for validation: it is the last tenth.", text.Split("<|endoftext|>")[^1] + Tiktoken.Get("gpt2").Decode(All(data, Split.Val)));
    }

    [Theory]
    [InlineData("jsonl")]
    [InlineData("json")]
    [InlineData("parquet")]
    public void The_last_tenth_of_the_documents_validates(string extension)
    {
        Write($"docs.{extension}", [.. Enumerable.Repeat("always the same words", 40)]);
        Prepare("text", "--input", folder.File($"docs.{extension}"));
        using var data = TokenFolder.TryOpen(folder.File("out"))!;
        Assert.Equal((36 * 5, 4 * 5), (All(data, Split.Train).Length, All(data, Split.Val).Length));
    }

    [Fact]
    public void OpenWebText_has_its_separators_behind_and_one_document_in_2000_validates()
    {
        Write("docs.jsonl", [.. Enumerable.Range(0, 20_000).Select(i => $"{i}")]);
        Prepare("openwebtext", "--input", folder.File("docs.jsonl"));
        using var data = TokenFolder.TryOpen(folder.File("out"))!;
        int[] train = All(data, Split.Train), val = All(data, Split.Val);
        Assert.Equal(EndOfText, train[^1]);
        Assert.NotEqual(EndOfText, train[0]);
        Assert.InRange(val.Count(token => token == EndOfText), 2, 25); // 10 expected
        string[] numbers = [.. Tiktoken.Get("gpt2").Decode([.. train, .. val]).Split("<|endoftext|>")[..^1]];
        Assert.Equal(Enumerable.Range(0, 20_000), numbers.Select(int.Parse).Order());
    }

    [Fact]
    public void TinyStories_files_are_shuffled_as_llm_c_does()
    {
        string[] letters = [.. "abcdefghij".Select(letter => $" {letter}\n")];
        foreach (string file in new[] { "data00.json", "data01.json", "data02.json" })
        {
            File.WriteAllText(folder.File(file), JsonSerializer.Serialize(letters.Select(text => new { story = text, summary = "no", instruction = new { text = "no" } })));
        }

        Prepare("tinystories", "--input", folder.File("data00.json"), folder.File("data01.json"), folder.File("data02.json"));
        using var data = TokenFolder.TryOpen(folder.File("out"))!;
        // Python 3.11: random.Random(1337 + i).shuffle(list("abcdefghij")), i counting the files of each part
        const string First = "adhcbgefij", Second = "bagcjidhef";
        Assert.Equal(First, Letters(All(data, Split.Val)));
        Assert.Equal(First + Second, Letters(All(data, Split.Train)));
        Assert.True(File.Exists(folder.File("out/TinyStories_train.bin")));
    }

    [DataFact("llama2c/tok512.bin")]
    public void Llamas_stories_begin_with_its_begin_of_text()
    {
        string tokenizer = TestData.File("llama2c/tok512.bin");
        Write("data00.json", ["Once upon a time."], "story");
        Write("data01.json", [" Lily had a ball.\n", "Tom saw a dog."], "story");
        Prepare("tinystories", "--input", folder.File("data00.json"), folder.File("data01.json"), "--tokenizer", tokenizer);
        using var data = TokenFolder.TryOpen(folder.File("out"))!;
        var llama = LlamaTokenizer.Read(tokenizer);
        Assert.Equal(llama.Encode("Once upon a time."), All(data, Split.Val));
        int[][] stories = [llama.Encode("Lily had a ball."), llama.Encode("Tom saw a dog.")];
        int[] train = All(data, Split.Train);
        Assert.True(train.SequenceEqual([.. stories[0], .. stories[1]]) || train.SequenceEqual([.. stories[1], .. stories[0]]));
        Assert.Equal(1, train[0]);
        Assert.Equal(2 * train.Length, new FileInfo(folder.File("out/train.bin")).Length); // 16 bits, no header, as llama2.c's
        Assert.Equal("Llama tokens", data.Codec.Name);
    }

    [Fact]
    public void A_long_text_has_the_tokens_of_the_whole()
    {
        string text = string.Concat(Enumerable.Range(0, 250_000).Select(i => i % 1000 == 0 ? "ü\n" : $"{i % 97} word{i % 13}  "));
        File.WriteAllText(folder.File("long.txt"), text);
        Assert.True(new FileInfo(folder.File("long.txt")).Length > 2 << 20); // several batches
        Prepare("fineweb", "--shard-size", "1000", "--input", folder.File("long.txt"), "--format", "bin");
        using var data = TokenFolder.TryOpen(folder.File("out"))!;
        Assert.Equal([EndOfText, .. Tiktoken.Get("gpt2").EncodeOrdinary(text)], [.. All(data, Split.Val), .. All(data, Split.Train)]);
    }

    [Fact]
    public void Half_a_surrogate_pair_is_the_replacement_character()
    {
        File.WriteAllText(folder.File("docs.jsonl"), string.Concat(Enumerable.Repeat("{\"text\": \"\\ud800 x\"}\n", 20)));
        Prepare("text", "--input", folder.File("docs.jsonl"));
        using var data = TokenFolder.TryOpen(folder.File("out"))!;
        Assert.Equal([EndOfText, .. Tiktoken.Get("gpt2").EncodeOrdinary("\uFFFD x")], All(data, Split.Val)[..(All(data, Split.Val).Length / 2)]);
    }

    [Theory]
    [InlineData("jsonl")]
    [InlineData("json")]
    public void A_byte_order_mark_is_no_part_of_the_first_document(string extension)
    {
        Write($"docs.{extension}", Documents);
        string content = File.ReadAllText(folder.File($"docs.{extension}"));
        File.WriteAllText(folder.File($"docs.{extension}"), content, new UTF8Encoding(encoderShouldEmitUTF8Identifier: true));
        Prepare("text", "--input", folder.File($"docs.{extension}"));
        using var data = TokenFolder.TryOpen(folder.File("out"))!;
        Assert.StartsWith("<|endoftext|>Document 0 says ", Tiktoken.Get("gpt2").Decode(All(data, Split.Train)));
    }

    [Fact]
    public void A_long_line_is_read_in_few_steps_and_one_without_an_end_is_refused()
    {
        const int Length = 1 << 24;
        File.WriteAllText(folder.File("docs.jsonl"), $"{{\"text\": \"{new string('a', Length)}\"}}");
        var file = DocumentFile.Open(folder.File("docs.jsonl"), Recipe.All[^1], null, null);
        long before = GC.GetAllocatedBytesForCurrentThread();
        Assert.Equal(new FileInfo(file.Path).Length, Assert.Single(file.Read(0, long.MaxValue)).To);
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, Length, 6L * Length);
        using (var endless = File.Create(folder.File("docs.jsonl")))
        {
            endless.SetLength((1 << 27) + 1); // zeros
        }

        AssertRefused("docs.jsonl", null, "the line that begins at byte 0 has no end within 134217728 bytes");
    }

    [Fact]
    public void Bad_input_is_one_sentence_and_leaves_no_data()
    {
        string line = "{\"text\": \"a\"}\n";
        AssertRefused("docs.jsonl", line + line + "{\"txt\": 1}\n", "the line at byte 28", "\"text\"");
        AssertRefused("docs.jsonl", line + "{\"text\"\n", "the line at byte 14", "not JSON");
        AssertRefused("docs.json", "[{\"text\": \"a\"}, {\"text\": ", "is not JSON");
        AssertRefused("docs.json", "[{\"text\": \"a\"}, {\"story\": \"b\"}]", "record 1");
        AssertRefused("docs.parquet", "PAR1 but no table PAR1", "is no Parquet file, or a damaged one");
        AssertRefused("docs.jsonl.gz", "x", "unpack it first");
        AssertRefused("docs.txt", "", "0 tokens");
        AssertRefused("docs.txt", "a", "both parts need some");
        File.WriteAllBytes(folder.File("docs.txt"), [.. "long enough to have two parts"u8, 0xFF]);
        AssertRefused("docs.txt", null, "not a text in UTF-8: byte 29");
        WriteParquet(folder.File("docs.parquet"), Documents, "body");
        AssertRefused("docs.parquet", null, "no column of texts named text; it has number, body");
        AssertRefused("nowhere/docs.txt", null, "Could not find");
        Directory.CreateDirectory(folder.File("empty"));
        AssertRefused("empty", null, "has no files");
    }

    [Fact]
    public void A_folder_with_other_data_is_left_alone()
    {
        Write("docs.jsonl", Documents);
        Directory.CreateDirectory(folder.File("out"));
        File.WriteAllText(folder.File("out/train.bin"), "mine");
        AssertRefused("docs.jsonl", null, "is there already");
        Assert.Equal("mine", File.ReadAllText(folder.File("out/train.bin")));
        File.Delete(folder.File("out/train.bin"));
        Prepare("text", "--input", folder.File("docs.jsonl"));
        var (code, output, _) = NanoGptRun.Of("prepare", "text", "--out", folder.File("out"), "--input", folder.File("docs.jsonl"));
        Assert.Equal(0, code);
        Assert.DoesNotContain("wrote", output);
        File.AppendAllText(folder.File("docs.jsonl"), "{\"text\": \"more\"}\n");
        AssertRefused("docs.jsonl", null, "the input was docs.jsonl of");
    }

    private void AssertRefused(string name, string? content, params string[] parts)
    {
        if (content is not null)
        {
            File.WriteAllText(folder.File(name), content);
        }

        var (code, _, error) = NanoGptRun.Of("prepare", "text", "--out", folder.File("out"), "--input", folder.File(name));
        Assert.Equal(1, code);
        Assert.All(parts, part => Assert.Contains(part, error));
        Assert.Single(error.TrimEnd('\n').Split('\n'));
        if (content is not null && Directory.Exists(folder.File("out")))
        {
            Assert.Empty(Directory.GetFiles(folder.File("out"), "*.bin")); // .part files wait for a better input
        }
    }

    private void Prepare(string dataset, params string[] options)
    {
        var (code, _, error) = NanoGptRun.Of(["prepare", dataset, "--out", folder.File("out"), .. options]);
        Assert.Equal((0, ""), (code, error));
    }

    private void Write(string name, string[] texts, string property = "text")
    {
        string Json(string text) => JsonSerializer.Serialize(new Dictionary<string, string> { ["id"] = "text", [property] = text });
        switch (Path.GetExtension(name))
        {
            case ".parquet":
                WriteParquet(folder.File(name), texts, property);
                break;
            case ".json":
                File.WriteAllText(folder.File(name), $"[{string.Join(",\n", texts.Select(Json))}]");
                break;
            default:
                File.WriteAllText(folder.File(name), string.Concat(texts.Select(text => Json(text) + "\n")));
                break;
        }
    }

    /// <summary>A table with two groups of rows, and a column of numbers before the texts.</summary>
    private static void WriteParquet(string path, string[] texts, string column)
    {
        var schema = new ParquetSchema(new DataField<int>("number"), new DataField<string>(column));
        using var file = File.Create(path);
        var writer = ParquetWriter.CreateAsync(schema, file).GetAwaiter().GetResult();
        foreach (string[] group in new[] { texts[..(texts.Length / 3)], texts[(texts.Length / 3)..] })
        {
            using var rows = writer.CreateRowGroup();
            rows.WriteAsync<int>(schema.DataFields[0], new ReadOnlyMemory<int>([.. Enumerable.Range(0, group.Length)])).GetAwaiter().GetResult();
            rows.WriteAsync(schema.DataFields[1], group).GetAwaiter().GetResult();
        }

        writer.DisposeAsync().AsTask().GetAwaiter().GetResult();
    }

    private static string Letters(int[] tokens) => Tiktoken.Get("gpt2").Decode(tokens).Replace("<|endoftext|>", "", StringComparison.Ordinal);

    private static int[] All(TokenFolder data, Split split)
    {
        var all = new int[data.Of(split).Count];
        data.Of(split).Read(0, all);
        return all;
    }
}
