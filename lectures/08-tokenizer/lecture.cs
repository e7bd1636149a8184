#:project ../lectures.csproj

// Lecture 8: from a text to the numbers that a language model reads, and back, by byte pair encoding.

using System.Text;
using Lectures;
using Micrograd;
using MinBpe;

var lecture = Lecture.Start("8 The tokenizer", args);

lecture.Step("A text is a list of code points");
const string hello = "안녕하세요 👋 (hello in Korean!)";
int[] codePoints = [.. hello.EnumerateRunes().Select(rune => rune.Value)];
lecture.ExpectText(hello, string.Join(" ", codePoints), "50504 45397 54616 49464 50836 32 128075 32 40 104 101 108 108 111 32 105 110 32 75 111 114 101 97 110 33 41");
lecture.Expect("chars of C#, which are halves of what lies beyond 65,535", hello.Length, "27");

lecture.Step("Bytes: UTF-8, UTF-16, UTF-32");
lecture.Expect("bytes in UTF-8", Encoding.UTF8.GetByteCount(hello), "39");
lecture.Expect("in UTF-16", Encoding.Unicode.GetByteCount(hello), "54");
lecture.Expect("in UTF-32", Encoding.UTF32.GetByteCount(hello), "104");
lecture.ExpectText("a waving hand in UTF-8", string.Join(" ", Encoding.UTF8.GetBytes("👋")), "240 159 145 139");

lecture.Step("Byte pair encoding on paper");
List<int> ids = [.. Encoding.UTF8.GetBytes("aaabdaaabac").Select(letter => (int)letter)];
for (int id = 256; id < 259; id++)
{
    var (pair, count) = MostFrequent([ids]);
    ids = Merge(ids, pair, id);
    lecture.Say($"{pair} occurs {count} times and becomes {id}: {string.Join(" ", ids)}");
}

lecture.ExpectText("aaabdaaabac", string.Join(" ", ids), "258 100 258 97 99");

lecture.Step("Training on a text: 20 merges");
var corpus = Corpora.TaylorSwift();
lecture.Uses(corpus);
string text = corpus.Text;
List<int> bytes = [.. Encoding.UTF8.GetBytes(text).Select(one => (int)one)];
lecture.Expect("bytes", bytes.Count, "185768");
var few = Train([bytes], 276);
foreach (var merge in few)
{
    lecture.Say($"{merge.Pair} → {merge.Id} '{TokenDisplay.OneLine(Vocabulary(few)[merge.Id])}', {merge.Count} times");
}

lecture.ExpectText("the first twelve", Pairs(few.Take(12)), "(101, 32) (44, 32) (100, 32) (46, 32) (114, 32) (50, 48) (115, 32) (105, 110) (111, 110) (114, 105) (116, 32) (116, 104)");
lecture.Say($"{bytes.Count} bytes are {few[^1].Length} tokens now, {bytes.Count / (double)few[^1].Length:F2} bytes a token");

lecture.Step("Decoding: not every list of tokens is a text");
var vocabulary = Vocabulary(few);
lecture.ExpectText("token 97", Decode([97], vocabulary), "a");
lecture.ExpectText("token 128: a byte that begins nothing", Decode([128], vocabulary), "\ufffd");

lecture.Step("Encoding: the merges again, in their order");
foreach (string sample in new[] { "", "?", "hello world", hello, text[..2000] })
{
    lecture.Check($"decode(encode(text)) of {sample.Length} characters", Decode(Encode(sample, few), vocabulary) == sample);
}

lecture.Step("512 tokens (minbpe's exercise, step 1)");
const string exercise = "hello world!!!? (안녕하세요!) lol123 😉";
var basic = Train([bytes], 512);
lecture.ExpectText("the last six merges", Pairs(basic.TakeLast(6)), "(65, 420) (506, 453) (32, 84) (115, 296) (119, 348) (49, 50)");
lecture.Expect("tokens of the text", basic[^1].Length, "78746");
lecture.ExpectText(exercise, string.Join(" ", Encode(exercise, basic)), "104 101 301 369 119 291 108 100 33 33 33 63 400 236 149 136 235 133 149 237 149 152 236 132 184 236 154 148 33 41 32 108 407 49 423 32 240 159 152 137");
lecture.Say($"longest: {Longest(basic)}");
var library = new BasicTokenizer();
library.Train(text, 512);
lecture.Check("MinBpe's BasicTokenizer finds the same merges", library.Merges.SequenceEqual(basic.Select(merge => merge.Pair)));

lecture.Step("A pattern cuts the text first (step 2)");
var gpt2Pieces = new RegexSplitter(SplitPatterns.Gpt2);
lecture.ExpectText("GPT-2's pattern", string.Join("|", gpt2Pieces.Split("Hello've world123 how's are you!!!?")), "Hello|'ve| world|123| how|'s| are| you|!!!?");
var gpt4Pieces = new RegexSplitter(SplitPatterns.Gpt4);
string cut = string.Join("|", gpt4Pieces.Split("It's 1234567 and\n\n    HOW'S")).Replace("\n", "↵");
lecture.Say($"GPT-4's cuts numbers after three digits: {cut}");
List<List<int>> pieces = [.. gpt4Pieces.Split(text).Select(piece => Encoding.UTF8.GetBytes(piece.ToString()).Select(one => (int)one).ToList())];
var regex = Train(pieces, 512);
lecture.ExpectText("the first twelve merges", Pairs(regex.Take(12)), "(101, 114) (50, 48) (111, 114) (105, 110) (101, 100) (32, 116) (111, 110) (104, 101) (32, 83) (97, 114) (97, 110) (32, 65)");
lecture.ExpectText("the last six", Pairs(regex.TakeLast(6)), "(306, 386) (49, 52) (298, 104) (108, 100) (93, 10) (306, 263)");
lecture.Expect("tokens of the text", regex[^1].Length, "87339");
var trained = new RegexTokenizer();
trained.UseMerges(regex.Select(merge => merge.Pair));
lecture.ExpectText(exercise, string.Join(" ", trained.Encode(exercise)), "263 301 111 340 258 509 33 33 33 63 293 236 149 136 235 133 149 237 149 152 236 132 184 236 154 148 33 41 442 412 49 484 32 240 159 152 137");
lecture.Say($"longest: {Longest(regex)}");
double[] sizes = [.. basic.Select(merge => merge.Id + 1.0)];
lecture.ShowInText("compression", new LinePlot("What each merge brings", "tokens in the vocabulary", "bytes a token",
[
    new LineSeries("the whole text at once", sizes, [.. basic.Select(merge => bytes.Count / (double)merge.Length)]),
    new LineSeries("within GPT-4's pieces", sizes, [.. regex.Select(merge => bytes.Count / (double)merge.Length)]),
]));

lecture.Step("GPT-4's tokenizer (step 3)");
var gpt4 = new Gpt4Tokenizer();
lecture.ExpectText("minbpe's example", string.Join(" ", gpt4.Encode("hello123!!!? (안녕하세요!) 😉")), "15339 4513 12340 30 320 31495 230 75265 243 92245 16715 57037");
lecture.Say($"merges recovered from {gpt4.Merges.Count + 256} ranks; the first: {Pairs(gpt4.Merges.Take(4).Select(pair => new MergeFound(pair, 0, 0, 0)))}");
lecture.Say($"tokens 0 to 255 are the bytes in another order: token 0 is '{Shown(gpt4, 0)}', token 32 '{Shown(gpt4, 32)}'");
RankTokenizer gpt2 = Tiktoken.Get("gpt2"), cl100k = Tiktoken.Get("cl100k_base"), o200k = Tiktoken.Get("o200k_base");
lecture.Check("it gives the ids of the fast encoder", gpt4.Encode(text, AllowedSpecial.None).SequenceEqual(cl100k.EncodeOrdinary(text)));
lecture.Expect("tokens of the text", cl100k.CountTokens(text, AllowedSpecial.None), "49298");
lecture.Expect("GPT-2's", gpt2.CountTokens(text, AllowedSpecial.None), "45332"); // fewer: a blank may join a number there, and digits are not cut at three
lecture.ExpectText("GPT-2 and four blanks", string.Join(" ", gpt2.Encode("    hello world!!!")), "220 220 220 23748 995 10185");
lecture.ExpectText("GPT-4 and four blanks", string.Join(" ", gpt4.Encode("    hello world!!!")), "262 24748 1917 12340");

lecture.Step("Special tokens (step 4)");
lecture.ExpectText("<|endoftext|>hello world", string.Join(" ", gpt4.Encode("<|endoftext|>hello world", AllowedSpecial.All)), "100257 15339 1917");
lecture.Say($"as ordinary text: {string.Join(" ", gpt4.Encode("<|endoftext|>hello world", AllowedSpecial.None))}");
try
{
    gpt4.Encode("<|endoftext|>hello world");
}
catch (TokenizerException e)
{
    lecture.Say($"unasked: {e.Message}");
}

trained.RegisterSpecialTokens(("<|endoftext|>", 512));
lecture.Check("a tokenizer of one's own takes one more", trained.Encode("<|endoftext|>", AllowedSpecial.All) is [512]);

lecture.Step("What models do not see");
lecture.ShowInText("tokens", TokenPicture.Of("The same text, cut by four tokenizers",
    "Tokenization is at the heart of much weirdness:\n127 + 677 = 804, but 1275 + 6773 = 8041.\nEgg. I have an Egg. egg. EGG.\n안녕하세요 👋\nfor i in range(1, 101):\n    if i % 3 == 0:\n        print(\"Fizz\")\n",
    ($"regex, 512 tokens of {(corpus.IsOriginal ? "Wikipedia" : "another text")}", trained), ("gpt2, 50,257", gpt2), ("cl100k_base (GPT-4), 100,277", cl100k), ("o200k_base (GPT-4o), 200,019", o200k)));
lecture.Say($"Egg: {Cut(cl100k, "Egg")}, in a sentence {Cut(cl100k, " Egg")}, small {Cut(cl100k, "egg")}, large {Cut(cl100k, "EGG")}");
lecture.Say($"numbers: {Cut(gpt2, "127")}, {Cut(gpt2, "677")}, {Cut(gpt2, "1275")}, {Cut(gpt2, "6773")}");
lecture.Check("' SolidGoldMagikarp' is one token of GPT-2", gpt2.Encode(" SolidGoldMagikarp").Length == 1);
lecture.Check("'.DefaultCellStyle' is one of GPT-4's, all its letters out of sight", cl100k.Encode(".DefaultCellStyle").Length == 1);
foreach (var (name, tokenizer) in new[] { ("gpt2", gpt2), ("cl100k_base", cl100k), ("o200k_base", o200k) })
{
    lecture.Say($"{name}: {Encoding.UTF8.GetByteCount(hello) / (double)tokenizer.CountTokens(hello):F2} bytes a token for Korean and English, {bytes.Count / (double)tokenizer.CountTokens(text, AllowedSpecial.None):F2} for the article");
}

lecture.Step("Another family: SentencePiece (step 5)");
string stories = Path.Combine(DataFolders.Data ?? "", "llama2c", "tok512.bin"); // of a model that tells children's stories
if (File.Exists(stories))
{
    var llama = LlamaTokenizer.Read(stories);
    lecture.Say($"after a token for the beginning of a text: {Pieces(llama, llama.Encode("Once upon a time, there was a little girl.")[1..])}");
    lecture.Say($"안 is {string.Join(" ", llama.Encode("안"))}: the beginning, the blank before every text, and three bytes, each 3 more than its value");
    lecture.Check("decoding gives everything back", llama.Decode(llama.Encode(exercise)) == exercise);
}
else
{
    lecture.Say($"This step needs llama2c/tok512.bin in the folder that {DataFolders.Variable} names; the lecture goes on without.");
}

lecture.Step("How large should a vocabulary be?");
foreach (int size in new[] { 512, gpt2.VocabularySize, cl100k.VocabularySize, o200k.VocabularySize })
{
    // Each token costs a row of the embedding; the last layer has as many rows again unless it shares them.
    lecture.Say($"{size,7} tokens: {size * 768 / 1e6:F1} million numbers in an embedding of 768 channels");
}

return lecture.End();

// How often each pair of neighbours occurs; of equals the one that came first, as Python's max over a dict has it.
static ((int Left, int Right) Pair, int Count) MostFrequent(List<List<int>> pieces)
{
    var counts = new Dictionary<(int Left, int Right), int>(); // keeps the order of insertion, since nothing is removed
    foreach (var ids in pieces)
    {
        for (int i = 0; i + 1 < ids.Count; i++)
        {
            counts[(ids[i], ids[i + 1])] = counts.GetValueOrDefault((ids[i], ids[i + 1])) + 1;
        }
    }

    var best = counts.MaxBy(entry => entry.Value); // the first of the largest
    return (best.Key, best.Value);
}

// Every occurrence of a pair becomes a token, from left to right.
static List<int> Merge(List<int> ids, (int Left, int Right) pair, int id)
{
    var merged = new List<int>(ids.Count);
    for (int i = 0; i < ids.Count; i++)
    {
        bool found = i + 1 < ids.Count && (ids[i], ids[i + 1]) == pair;
        merged.Add(found ? id : ids[i]);
        i += found ? 1 : 0;
    }

    return merged;
}

// The whole training: count, merge, again. Pairs do not reach from one piece into the next.
static List<MergeFound> Train(List<List<int>> pieces, int vocabularySize)
{
    var merges = new List<MergeFound>();
    for (int id = 256; id < vocabularySize; id++)
    {
        var (pair, count) = MostFrequent(pieces);
        pieces = [.. pieces.Select(ids => Merge(ids, pair, id))];
        merges.Add(new MergeFound(pair, id, count, pieces.Sum(ids => ids.Count)));
    }

    return merges;
}

// The bytes of each token: a merge's are those of its parts, which are older.
static List<byte[]> Vocabulary(List<MergeFound> merges)
{
    List<byte[]> bytes = [.. Enumerable.Range(0, 256).Select(value => new[] { (byte)value })];
    foreach (var (pair, _, _, _) in merges)
    {
        bytes.Add([.. bytes[pair.Left], .. bytes[pair.Right]]);
    }

    return bytes;
}

// Bytes that are no UTF-8 become U+FFFD.
static string Decode(IEnumerable<int> ids, List<byte[]> vocabulary) => Encoding.UTF8.GetString([.. ids.SelectMany(id => vocabulary[id])]);

// The merges in the order in which they were found: a later one may need what an earlier one made.
static List<int> Encode(string text, List<MergeFound> merges)
{
    List<int> ids = [.. Encoding.UTF8.GetBytes(text).Select(one => (int)one)];
    return merges.Aggregate(ids, (merged, merge) => Merge(merged, merge.Pair, merge.Id));
}

static string Pairs(IEnumerable<MergeFound> merges) => string.Join(" ", merges.Select(merge => $"({merge.Pair.Left}, {merge.Pair.Right})"));

static string Longest(List<MergeFound> merges) =>
    string.Join(", ", Vocabulary(merges).OrderByDescending(token => token.Length).Take(8).Select(token => $"'{TokenDisplay.OneLine(token)}'"));

static string Cut(ITokenizer tokenizer, string text) => Pieces(tokenizer, tokenizer.Encode(text));

static string Pieces(ITokenizer tokenizer, int[] ids) => string.Join("|", ids.Select(id => Shown(tokenizer, id)));

static string Shown(ITokenizer tokenizer, int id) => TokenDisplay.OneLine(tokenizer.TokenBytes(id)!);

// A step of the training: the pair, the token that it becomes, how often it occurred, and the text's length afterwards.
internal sealed record MergeFound((int Left, int Right) Pair, int Id, int Count, int Length);
