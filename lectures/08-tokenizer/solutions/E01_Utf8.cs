// Characters, code points, bytes
//
// Say it before running anything: how many bytes does UTF-8 need for (1) "hello", (2) "안녕" (two Korean syllables), (3) "👋" (one emoji)?
// (4) How many `char`s (UTF-16 units) has C#'s string "👋"?
//? UTF-8 takes one byte for ASCII, and more the higher the code point is.
//? Up to U+007F one byte, up to U+07FF two, up to U+FFFF three, beyond that four. UTF-16 takes one unit up to U+FFFF, else two.
//? 5, 6, 4 and 2.
namespace Exercises;

public static class Utf8
{
    // <solution>
    public static int Hello => 5;

    public static int Korean => 6;

    public static int Emoji => 4;

    public static int EmojiChars => 2;
    // <skeleton>
    // public static int Hello => 0;
    //
    // public static int Korean => 0;
    //
    // public static int Emoji => 0;
    //
    // public static int EmojiChars => 0;
    // </solution>
}
