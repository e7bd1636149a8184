namespace Tests;

/// <summary>Pages of plots.</summary>
public class PlotPageTests
{
    private static readonly Plot[] Plots =
    [
        new LinePlot("Loss", "step", "nats", [new LineSeries("train", [0, 1], [3.25, 2.5])]) { Note = "Down & <down>." },
        new ScatterPlot("Letters", "x", "y", [new LabelledPoint("q", -0.75, 0.125)]),
        new HeatMapPlot("Counts", "second", "first", ["a"], ["b"], [[42]], [["ab 42"]]),
    ];

    [Fact]
    public void A_page_holds_all_plots_and_the_drawing_program_once()
    {
        string page = PlotPage.ToHtml("Three plots", Plots);
        Assert.Equal(3, page.Split("Plotly.newPlot('").Length - 1);
        Assert.Equal(1, page.Split("* plotly.js v").Length - 1);
        Assert.Contains("<title>Three plots</title>", page);
        Assert.All(new[] { "3.25", "-0.75", "0.125", "ab 42", "\"Letters\"", "\"Counts\"" }, text => Assert.Contains(text, page));
    }

    [Fact]
    public void A_page_needs_no_network()
    {
        string page = PlotPage.ToHtml("Three plots", Plots);
        Assert.DoesNotMatch("<script[^>]+src=", page);
        Assert.DoesNotMatch("<link[^>]+href=\"(?!data:)", page);
    }

    [Fact]
    public void Notes_are_text_and_not_markup() => Assert.Contains("Down &amp; &lt;down&gt;.", PlotPage.ToHtml("Three plots", Plots));

    [Fact]
    public void A_browser_finds_the_charset_in_the_first_kilobyte() =>
        Assert.Contains("<meta charset=\"utf-8\">", PlotPage.ToHtml("Three plots", Plots)[..1024]);

    [Fact]
    public void Every_plot_is_a_picture_too()
    {
        var moons = Moons.Make(10, 0.1, new NumpyRandom(1337));
        Plot[] all = [.. Plots, new DecisionBoundaryPlot("Moons", moons, (x, y) => x - y), new SvgPicture("Graph", GraphView.ToSvg(new Value(1, "a")))];
        Assert.All(all, plot =>
        {
            var svg = System.Xml.Linq.XElement.Parse(plot.ToSvg());
            Assert.Equal("svg", svg.Name.LocalName);
            Assert.DoesNotContain("NaN", plot.ToSvg());
        });
        Assert.Contains(">ab 42<", all[2].ToSvg());
        Assert.Contains("polyline", all[0].ToSvg());
    }

    [Fact]
    public void Cells_of_one_colour_are_one_path_and_each_lies_in_its_place()
    {
        string svg = new HeatMapPlot("Map", "second", "first", ["a", "b"], ["c", "d"], [[0, 1], [2, 2]], [["x", ""], ["", "y"]]).ToSvg();
        Assert.Equal(3, svg.Split("<path").Length - 1);
        Assert.Contains($"<path d=\"M64 40h320v22h-320z\" fill=\"{SvgAxes.Shade(0)}\"", svg);
        Assert.Contains($"<path d=\"M384 40h320v22h-320z\" fill=\"{SvgAxes.Shade(0.5)}\"", svg);
        Assert.Contains($"<path d=\"M64 62h320v22h-320zM384 62h320v22h-320z\" fill=\"{SvgAxes.Shade(1)}\"", svg);
        Assert.Contains("<text x=\"224\" y=\"54\">x</text>", svg);
        Assert.Contains("<text x=\"544\" y=\"76\">y</text>", svg);
    }

    [Fact]
    public void A_logarithmic_axis_has_numbers_even_between_powers_of_ten()
    {
        string svg = new LinePlot("Loss", "step", "nats", [new LineSeries("train", [0, 200_000], [6, 1.9])]) { IsLogarithmic = true }.ToSvg();
        Assert.All(new[] { ">2<", ">3<", ">5<", ">200,000<" }, text => Assert.Contains(text, svg));
        Assert.DoesNotContain(">10<", svg);
    }

    [Fact]
    public void A_picture_among_plots_stands_in_the_page_as_it_is() =>
        Assert.Contains("<svg id=\"mine\"/>", PlotPage.ToHtml("Mixed", [new SvgPicture("Mine", "<svg id=\"mine\"/>"), Plots[0]]));

    [Fact]
    public void Matrices_are_squares_darker_for_larger_numbers_and_orange_below_0()
    {
        var plot = new MatrixPlot("Weights", [[new NamedMatrix("left", [[1, 0], [0.5, 0.5]]), new NamedMatrix("right", [[0, 0], [-2, 1]])]]) { RowNames = ["a", "<"], ColumnNames = ["a", "<"] };
        var svg = System.Xml.Linq.XElement.Parse(plot.ToSvg());
        string[][] drawn = [.. svg.Elements().Where(element => element.Name.LocalName == "g")
            .Select(matrix => matrix.Elements().Select(path => $"{path.Attribute("stroke")!.Value} {path.Attribute("d")!.Value}").ToArray())];
        Assert.Equal([[$"{SvgAxes.Shade(0.5)} M0 1h2", $"{SvgAxes.Shade(1)} M0 0h1"], [$"{SvgAxes.Shade(-1)} M0 1h1", $"{SvgAxes.Shade(0.5)} M1 1h1"]], drawn);
        Assert.Equal(["Weights", "a", "<", "left", "a", "<", "right", "a", "<"], svg.Elements().Where(element => element.Name.LocalName == "text").Select(text => text.Value));
        Assert.Contains("Weights", PlotPage.ToHtml("Page", [plot]));
    }
}
