using System.Globalization;
using System.Text;

namespace Micrograd;

/// <summary>
/// Where to draw the values of an expression: in columns, each left of what is computed from it, the result on the right
/// (the method of Sugiyama 1981). An arrow that spans columns keeps a lane free in each of them, so that it crosses no box.
/// </summary>
/// <typeparam name="T">The values.</typeparam>
internal sealed class GraphLayout<T>
    where T : class
{
    /// <summary>Size of a box.</summary>
    public const double Width = 128, BoxHeight = 62;

    private const double ColumnGap = 70, RowGap = 18, LaneHeight = 12;
    private const int Sweeps = 12;

    private readonly List<List<Spot>> columns; // from left to right, each from top to bottom

    private readonly Func<T, IEnumerable<T>> childrenOf;

    /// <summary>Lays out an expression.</summary>
    /// <param name="order">Its values, children before parents.</param>
    /// <param name="childrenOf">What a value is computed from.</param>
    public GraphLayout(IReadOnlyList<T> order, Func<T, IEnumerable<T>> childrenOf)
    {
        this.childrenOf = childrenOf;
        var column = Columns(order);
        int last = column.Values.Max();
        columns = [.. Enumerable.Range(0, last + 1).Select(_ => new List<Spot>())];
        var spots = order.ToDictionary(value => value, value => Place(new Spot(value), last - column[value]));
        foreach (var parent in order)
        {
            T[] children = [.. childrenOf(parent)];
            for (int operand = 0; operand < children.Length; operand++)
            {
                Arrows.Add(Lead(spots[children[operand]], spots[parent], (operand + 1.0) / (children.Length + 1)));
            }
        }

        Arrange();
        Boxes = [.. spots.Values];
        Size = ((last * (Width + ColumnGap)) + Width, columns.Max(spotsOfColumn => spotsOfColumn[^1].Y + (spotsOfColumn[^1].Height / 2)));
    }

    /// <summary>The values.</summary>
    public IReadOnlyList<Spot> Boxes { get; }

    /// <summary>The arrows.</summary>
    public List<Arrow> Arrows { get; } = [];

    /// <summary>Of the whole drawing.</summary>
    public (double Width, double Height) Size { get; }

    /// <summary>Steps from each value to the result, by the longest way.</summary>
    private Dictionary<T, int> Columns(IReadOnlyList<T> order)
    {
        var column = order.ToDictionary(value => value, _ => 0);
        foreach (var parent in order.Reverse())
        {
            foreach (var child in childrenOf(parent))
            {
                column[child] = Math.Max(column[child], column[parent] + 1);
            }
        }

        return column;
    }

    private Spot Place(Spot spot, int column)
    {
        spot.Column = column;
        spot.X = column * (Width + ColumnGap);
        columns[column].Add(spot);
        return spot;
    }

    /// <summary>An arrow with a lane in each column between its ends.</summary>
    /// <param name="from">Where it begins.</param>
    /// <param name="to">Where it ends.</param>
    /// <param name="port">How far down the target's left side, from 0 to 1.</param>
    private Arrow Lead(Spot from, Spot to, double port)
    {
        var lanes = new List<Spot>();
        for (int column = from.Column + 1; column < to.Column; column++)
        {
            lanes.Add(Place(new Spot(null), column));
        }

        Spot[] way = [from, .. lanes, to];
        for (int i = 1; i < way.Length; i++)
        {
            way[i].Neighbours.Add(way[i - 1]);
            way[i - 1].Neighbours.Add(way[i]);
        }

        return new Arrow(from, lanes, to, port);
    }

    /// <summary>Moves every spot towards the middle of its neighbours, column by column, to and fro; then apart again.</summary>
    private void Arrange()
    {
        foreach (var column in columns)
        {
            Stack(column);
        }

        for (int sweep = 0; sweep < Sweeps; sweep++)
        {
            foreach (var column in sweep % 2 == 0 ? columns : columns.AsEnumerable().Reverse())
            {
                foreach (var spot in column)
                {
                    spot.Y = spot.Neighbours.Count > 0 ? spot.Neighbours.Average(neighbour => neighbour.Y) : spot.Y;
                }

                Spot[] sorted = [.. column.OrderBy(spot => spot.Y)];
                column.Clear();
                column.AddRange(sorted);
                Stack(column);
            }
        }

        double top = columns.SelectMany(column => column).Min(spot => spot.Y - (spot.Height / 2));
        foreach (var spot in columns.SelectMany(column => column))
        {
            spot.Y -= top;
        }
    }

    /// <summary>Keeps the order and the middle of a column, and pushes apart what overlaps.</summary>
    private static void Stack(List<Spot> column)
    {
        double wanted = column.Average(spot => spot.Y);
        for (int i = 1; i < column.Count; i++)
        {
            double distance = ((column[i - 1].Height + column[i].Height) / 2) + RowGap;
            column[i].Y = Math.Max(column[i].Y, column[i - 1].Y + distance);
        }

        double shift = wanted - column.Average(spot => spot.Y);
        foreach (var spot in column)
        {
            spot.Y += shift;
        }
    }

    /// <summary>A box, or the lane of an arrow (without a value).</summary>
    internal sealed class Spot(T? value)
    {
        /// <summary>What the box shows.</summary>
        public T? Value => value;

        /// <summary>From the left, counted from 0.</summary>
        public int Column { get; set; }

        /// <summary>Left edge.</summary>
        public double X { get; set; }

        /// <summary>Middle.</summary>
        public double Y { get; set; }

        /// <summary>A lane is lower than a box.</summary>
        public double Height => value is null ? LaneHeight : BoxHeight;

        /// <summary>Where arrows lead from here, and come from.</summary>
        public List<Spot> Neighbours { get; } = [];
    }

    /// <summary>From the right side of a box, along lanes, to a place on the left side of another.</summary>
    internal sealed record Arrow(Spot From, IReadOnlyList<Spot> Lanes, Spot To, double Port)
    {
        /// <summary>The curve, in SVG's language of paths.</summary>
        public string ToPath()
        {
            double x = From.X + Width, y = From.Y;
            var way = new StringBuilder().Append(CultureInfo.InvariantCulture, $"M{x:0.#} {y:0.#}");
            foreach (var lane in Lanes)
            {
                Curve(lane.X, lane.Y);
                x += Width; // straight on through the column
                way.Append(CultureInfo.InvariantCulture, $" H{x:0.#}");
            }

            Curve(To.X, To.Y + ((Port - 0.5) * BoxHeight));
            return way.ToString();

            void Curve(double toX, double toY)
            {
                double middle = (x + toX) / 2;
                way.Append(CultureInfo.InvariantCulture, $" C{middle:0.#} {y:0.#} {middle:0.#} {toY:0.#} {toX:0.#} {toY:0.#}");
                (x, y) = (toX, toY);
            }
        }
    }
}
