using System.Globalization;
using System.Xml.Linq;

namespace Tests;

public class GraphViewTests
{
    private static readonly XNamespace Svg = "http://www.w3.org/2000/svg";

    [Fact]
    public void Dot_has_a_node_for_each_value_and_an_edge_for_each_use()
    {
        Value a = new(2, "a"), b = new(-3, "b|{1}");
        var root = (a * b) + a.Pow(2);
        root.Backward();
        string dot = GraphView.ToDot(root);
        Assert.StartsWith("digraph", dot);
        Assert.Contains("[label=\"{ a | data\\ 2.0000 | grad\\ 1.0000 }\"]", dot);
        Assert.Contains("b\\|\\{1\\}", dot);
        Assert.Contains("^2 | data\\ 4.0000 | grad\\ 1.0000", dot);
        Assert.Equal(5, dot.Split("->").Length - 1);
        Assert.Equal(5, dot.Split("label=").Length - 1);
    }

    [Fact]
    public void Svg_shows_label_operation_number_and_gradient()
    {
        Value a = new(2, "a & <b>");
        var root = (a * 3).Tanh();
        root.Backward();
        var texts = XDocument.Parse(GraphView.ToSvg(root)).Descendants(Svg + "text").Select(text => text.Value).ToList();
        Assert.Contains("a & <b>", texts);
        Assert.Contains("*", texts);
        Assert.Contains("tanh", texts);
        Assert.Contains("2.0000", texts);
        Assert.Contains("1.0000", texts); // the root's own gradient
    }

    [Fact]
    public void Boxes_do_not_overlap_and_arrows_cross_none()
    {
        var model = new Micrograd.Mlp(3, [3, 2, 1], new PythonRandom(1), Nonlinearity.Tanh, Nonlinearity.Tanh);
        var x = new Value(1.5, "x");
        var root = (model.Forward([x, -1.0, x * x])[0] - 1).Pow(2) + x; // the last x: a long way
        var layout = new GraphLayout<Value>(root.TopologicalOrder(), value => value.Children);
        var boxes = layout.Boxes.Select(box => (box.X, Top: box.Y - (GraphLayout<Value>.BoxHeight / 2))).ToList();
        for (int i = 0; i < boxes.Count; i++)
        {
            for (int j = 0; j < i; j++)
            {
                Assert.True(
                    Math.Abs(boxes[i].X - boxes[j].X) >= GraphLayout<Value>.Width || Math.Abs(boxes[i].Top - boxes[j].Top) >= GraphLayout<Value>.BoxHeight,
                    $"{boxes[i]} and {boxes[j]} overlap");
            }
        }

        Assert.Equal(root.TopologicalOrder().Sum(value => value.Children.Count()), layout.Arrows.Count);
        foreach (var arrow in layout.Arrows)
        {
            Assert.True(arrow.From.X + GraphLayout<Value>.Width < arrow.To.X, "an arrow points back");
            Assert.All(arrow.Lanes, lane => Assert.DoesNotContain(boxes, box => box.X == lane.X && lane.Y > box.Top && lane.Y < box.Top + GraphLayout<Value>.BoxHeight));
        }

        Assert.Contains(layout.Arrows, arrow => arrow.Lanes.Count > 3);
    }

    [Fact]
    public void A_drawing_holds_everything_within_its_frame()
    {
        var a = new Value(1, "a");
        var root = ((a + 1) * (a + 2) * (a + 3)) - a;
        var svg = XDocument.Parse(GraphView.ToSvg(root)).Root!;
        double width = double.Parse(svg.Attribute("width")!.Value, CultureInfo.InvariantCulture);
        double height = double.Parse(svg.Attribute("height")!.Value, CultureInfo.InvariantCulture);
        var layout = new GraphLayout<Value>(root.TopologicalOrder(), value => value.Children);
        Assert.All(layout.Boxes, box => Assert.InRange(box.X, 0, width - GraphLayout<Value>.Width));
        Assert.All(layout.Boxes, box => Assert.InRange(box.Y, GraphLayout<Value>.BoxHeight / 2, height - (GraphLayout<Value>.BoxHeight / 2)));
    }

    [Fact]
    public void Pictures_are_written_by_their_extension()
    {
        string folder = Directory.CreateTempSubdirectory().FullName;
        try
        {
            var root = new Value(1, "a") + 2;
            foreach (var (name, start) in new[] { ("g.dot", "digraph"), ("g.svg", "<svg"), ("g.html", "<!DOCTYPE html>") })
            {
                string path = Path.Combine(folder, name);
                GraphView.Save(path, root);
                Assert.StartsWith(start, File.ReadAllText(path));
            }

            Assert.DoesNotContain("http://", File.ReadAllText(Path.Combine(folder, "g.html")).Replace(Svg.NamespaceName, ""));
            Assert.Contains(".png", Assert.Throws<ArgumentException>(() => GraphView.Save(Path.Combine(folder, "g.png"), root)).Message);
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    [Fact]
    public void A_picture_that_nobody_could_read_is_refused()
    {
        var sum = new Value(0);
        for (int i = 0; i < GraphView.MaxValues; i++)
        {
            sum += 1;
        }

        Assert.Contains("1,001 values", Assert.Throws<ArgumentException>(() => GraphView.ToSvg(sum)).Message);
    }

    [Fact]
    public void The_border_s_page_holds_points_and_answers_and_needs_no_network()
    {
        string page = PlotPage.ToHtml("Border", [new DecisionBoundaryPlot("Border", Moons.Make(10, 0, new NumpyRandom(1)), (x, y) => y - 0.25)]);
        foreach (string ours in new[] { "#f4b8a8", "#c0392b", "#1f5fa8", "\"name\":\"-1\"", "\"name\":\"1\"" })
        {
            Assert.Contains(ours, page);
        }

        Assert.DoesNotContain("<script src=", page);
    }
}
