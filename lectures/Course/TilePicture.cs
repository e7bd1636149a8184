using System.Text;

namespace Lectures;

/// <summary>A matrix product in tiles: what a group of threads computes, and what it reads for it.</summary>
public static class TilePicture
{
    private const int Tiles = 8, Side = 22, Corner = (Tiles * Side) + 30; // of C; B lies above it, A to its left
    private const int TileRow = 5, TileColumn = 2, Turn = 3;
    private const string Untouched = "#e4e4e4", Passing = "#a9c7ea", Now = "#0072b2", Result = "#d55e00";

    /// <summary>The picture.</summary>
    public static SvgPicture Draw()
    {
        const int margin = 24, width = Corner + (Tiles * Side) + 300, height = Corner + (Tiles * Side) + 40;
        var svg = new StringBuilder($"<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"-{margin} -{margin} {width} {height}\" font-family=\"sans-serif\" font-size=\"13\">\n")
            .Append($"<rect x=\"-{margin}\" y=\"-{margin}\" width=\"100%\" height=\"100%\" fill=\"#fff\"/>\n");
        Matrix(svg, "A", 0, Corner, (row, column) => row != TileRow ? Untouched : column == Turn ? Now : Passing);
        Matrix(svg, "B", Corner, 0, (row, column) => column != TileColumn ? Untouched : row == Turn ? Now : Passing);
        Matrix(svg, "C", Corner, Corner, (row, column) => row == TileRow && column == TileColumn ? Result : Untouched);
        string[] lines = ["orange: the group's tile of C", "dark blue: in shared memory now,", "where each number is read 16 times", "light blue: earlier and later turns"];
        for (int i = 0; i < lines.Length; i++)
        {
            svg.Append($"<text x=\"{Corner + (Tiles * Side) + 20}\" y=\"{Corner + 20 + (i * 22)}\">{lines[i]}</text>\n");
        }

        return new SvgPicture("A tile of C, and what its group reads", svg.Append("</svg>\n").ToString());
    }

    private static void Matrix(StringBuilder svg, string name, int left, int top, Func<int, int, string> colour)
    {
        for (int i = 0; i < Tiles * Tiles; i++)
        {
            var (row, column) = (i / Tiles, i % Tiles);
            svg.Append($"<rect x=\"{left + (column * Side)}\" y=\"{top + (row * Side)}\" width=\"{Side - 1}\" height=\"{Side - 1}\" fill=\"{colour(row, column)}\"/>\n");
        }

        svg.Append($"<text x=\"{left - 16}\" y=\"{top + 12}\">{name}</text>\n");
    }
}
