using System.Globalization;
using System.Xml.Linq;

namespace Tests;

/// <summary>Bars of ladders.</summary>
public class LadderPlotTests
{
    private static readonly LadderPlot Plot = new("Versions", "a second", [new("slow & plain", 1, "1.0"), new("quick", 10, "10.0"), new("quicker", 1000, "1,000.0")]);

    [Theory]
    [InlineData(false, 100)] // 1000 : 10
    [InlineData(true, 2)] // from 0.1: four powers of 10, two, one
    public void Lengths_are_in_proportion_to_the_values_or_to_their_powers_of_10(bool isLogarithmic, double ratio)
    {
        double[] widths = [.. Rectangles(Plot with { IsLogarithmic = isLogarithmic })];
        Assert.Equal(3, widths.Length);
        Assert.InRange(widths[2] / widths[1], 0.98 * ratio, 1.02 * ratio);
        Assert.True(widths[0] < widths[1]);
    }

    [Fact]
    public void Names_and_texts_stand_beside_the_bars_and_in_the_page()
    {
        string svg = Plot.ToSvg(), page = PlotPage.ToHtml("Bars", [Plot with { IsLogarithmic = true }]);
        Assert.All(new[] { "slow &amp; plain", "1,000.0", "quicker", "Versions" }, text => Assert.Contains(text, svg));
        Assert.All(new[] { "quicker", "1,000.0", "\"orientation\":\"h\"", "\"type\":\"log\"" }, text => Assert.Contains(text, page));
    }

    /// <summary>The bars' widths; the first rectangle is the background.</summary>
    private static IEnumerable<double> Rectangles(LadderPlot plot) =>
        XElement.Parse(plot.ToSvg()).Descendants().Where(element => element.Name.LocalName == "rect").Skip(1)
            .Select(rectangle => double.Parse(rectangle.Attribute("width")!.Value, CultureInfo.InvariantCulture));
}
