using System.Text;

namespace Lectures;

internal sealed class Utf8Exercise() : Exercise(8, 1, ExerciseKind.Predict)
{
    public override IEnumerable<Check> Checks =>
    [
        new("ASCII", learner => Expect.Predicted("Hello", Encoding.UTF8.GetByteCount("hello"), learner.Answer<int>("Hello"))),
        new("Korean", learner => Expect.Predicted("Korean", Encoding.UTF8.GetByteCount("안녕"), learner.Answer<int>("Korean"))),
        new("an emoji, in bytes and in chars", learner =>
        {
            Expect.Predicted("Emoji", Encoding.UTF8.GetByteCount("👋"), learner.Answer<int>("Emoji"));
            Expect.Predicted("EmojiChars", "👋".Length, learner.Answer<int>("EmojiChars"));
        }),
    ];
}
