using System.Text;

namespace Lectures;

/// <summary>How lecture 6 joins letters: two neighbours, two pairs, two fours; and the same slid over a longer text.</summary>
public static class JoinPicture
{
    private const int Levels = 3;
    private const double Width = 720, Left = 30, Top = 50, LevelHeight = 62, Radius = 9;
    private const string InTree = "#0072b2", Elsewhere = "#bbb";

    /// <summary>Letters at the bottom, joins above them; those that the last prediction depends on are blue.</summary>
    /// <param name="title">Above the picture.</param>
    /// <param name="letters">At least eight.</param>
    /// <param name="everywhere">Whether every position is joined, or only those of the last eight letters' tree.</param>
    public static Plot Of(string title, string letters, bool everywhere)
    {
        int last = letters.Length - 1;
        double bottom = Top + (Levels * LevelHeight);
        var (edges, nodes) = (new StringBuilder(), new StringBuilder());
        for (int level = 0; level <= Levels; level++)
        {
            for (int t = (1 << level) - 1; t <= last; t++)
            {
                bool inTree = last - t < 1 << Levels && (last - t) % (1 << level) == 0;
                if (!inTree && !everywhere)
                {
                    continue;
                }

                string colour = inTree ? InTree : Elsewhere;
                double y = bottom - (level * LevelHeight);
                foreach (int from in level == 0 ? [] : (int[])[t, t - (1 << (level - 1))])
                {
                    edges.Append(FormattableString.Invariant($"<path d=\"M{X(t):0.#} {y:0.#}L{X(from):0.#} {y + LevelHeight:0.#}\" stroke=\"{colour}\" stroke-width=\"{(inTree ? 2 : 1)}\"/>\n"));
                }

                nodes.Append(FormattableString.Invariant($"<circle cx=\"{X(t):0.#}\" cy=\"{y:0.#}\" r=\"{Radius}\" fill=\"{colour}\" stroke=\"#fff\"/>\n"));
                if (level == 0)
                {
                    nodes.Append(FormattableString.Invariant($"<text x=\"{X(t):0.#}\" y=\"{y + 4:0.#}\" text-anchor=\"middle\" font-size=\"12\" fill=\"#fff\">{letters[t]}</text>\n"));
                }
            }
        }

        return new SvgPicture(title, FormattableString.Invariant(
            $"<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {Width} {bottom + 24}\" font-family=\"sans-serif\">\n<rect width=\"100%\" height=\"100%\" fill=\"#fff\"/>\n<text x=\"{Width / 2}\" y=\"22\" text-anchor=\"middle\" font-size=\"15\" fill=\"#222\">{title}</text>\n{edges}{nodes}</svg>\n"));

        double X(int t) => Left + (t * (Width - (2 * Left)) / last);
    }
}
