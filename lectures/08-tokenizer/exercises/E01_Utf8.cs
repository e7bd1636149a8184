// Characters, code points, bytes
//
// Say it before running anything: how many bytes does UTF-8 need for (1) "hello", (2) "안녕" (two Korean syllables), (3) "👋" (one emoji)?
// (4) How many `char`s (UTF-16 units) has C#'s string "👋"?
namespace Exercises;

public static class Utf8
{
    public static int Hello => 0;

    public static int Korean => 0;

    public static int Emoji => 0;

    public static int EmojiChars => 0;
}
