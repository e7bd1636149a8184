using static Tests.KernelHarness;

namespace Tests;

public class ElementwiseTests
{
    private static readonly int[] Counts = [1, 7, 16, 33, 1000, 70001];

    private static readonly (int Rows, int Columns)[] SmallShapes = [(1, 1), (1, 37), (37, 1), (3, 16), (5, 33)];

    /// <summary>Enough work for several threads: rows shared out, columns shared out, a single row.</summary>
    private static readonly (int Rows, int Columns)[] LargeShapes = [(300, 129), (33, 1100), (1, 40000)];

    [Theory]
    [OnCpu]
    [OnOpenCl]
    [OnCuda]
    public void UnaryOperationsAgree(string device)
    {
        CheckUnary(device, default(NegateOp));
        CheckUnary(device, new AddScalarOp(0.3));
        CheckUnary(device, new ScaleOp(-1.7));
        CheckUnary(device, new DivideIntoOp(2.5), 0.5, 2);
        CheckUnary(device, new PowerOp(1), -2, 2);
        CheckUnary(device, new PowerOp(2), -2, 2);
        CheckUnary(device, new PowerOp(3), -2, 2);
        CheckUnary(device, new PowerOp(-0.5), 0.5, 2);
        CheckUnary(device, new PowerOp(1.3), 0.5, 2);
        CheckUnary(device, default(ExpOp), -3, 3);
        CheckUnary(device, default(LogOp), 0.1, 4);
        CheckUnary(device, default(SqrtOp), 0.1, 4);
        CheckUnary(device, default(TanhOp));
        CheckUnary(device, default(SigmoidOp));
        CheckUnary(device, default(ReluOp));
        CheckUnary(device, default(AbsOp));
        CheckUnary(device, default(GeluTanhOp));
        CheckUnary(device, default(GeluErfOp));
    }

    [Theory]
    [OnCpu]
    [OnOpenCl]
    [OnCuda]
    public void BinaryOperationsAgreeInEveryBroadcast(string device)
    {
        CheckBinary(device, default(AddOp));
        CheckBinary(device, default(SubtractOp));
        CheckBinary(device, default(MultiplyOp), LargeShapes);
        CheckBinary(device, default(DivideOp));
        CheckBinary(device, default(MaximumOp));
    }

    [Theory]
    [OnCpu]
    [OnOpenCl]
    [OnCuda]
    public void SaturatedActivationsStayFinite(string device)
    {
        double[] x = [-1e4, -100, -20, 20, 100, 1e4];
        Check(device, m =>
        {
            var xs = m.Real(x);
            var ys = Enumerable.Range(0, 4).Select(_ => m.Empty(x.Length)).ToArray();
            m.Kernels.Unary(default(GeluTanhOp), xs, ys[0]);
            m.Kernels.Unary(default(GeluErfOp), xs, ys[1]);
            m.Kernels.Unary(default(SigmoidOp), xs, ys[2]);
            m.Kernels.Unary(default(TanhOp), xs, ys[3]);
            return ys;
        });
    }

    [Fact]
    public void MaximumGivesTiesToTheFirstOperand()
    {
        double[][] outputs = Run(Device.Cpu, m =>
        {
            var a = m.Real([1, 2, 3]);
            var b = m.Real([2, 2, 2]);
            var (da, db) = (m.Empty(3), m.Empty(3));
            m.Kernels.BinaryBackward(default(MaximumOp), a, b, m.Real([10, 20, 30]), da, db, new BinaryShape(1, 3, Operand.Full, Operand.Full));
            return [da, db];
        });
        Assert.Equal([0, 20, 30], outputs[0]);
        Assert.Equal([10, 0, 0], outputs[1]);
    }

    [Fact]
    public void GeluIsItsFormula()
    {
        double[] x = Uniform(50, 3, -4, 4);
        double[] y = Run(Device.Reference, m =>
        {
            var result = m.Empty(x.Length);
            m.Kernels.Unary(default(GeluTanhOp), m.Real(x), result);
            return [result];
        })[0];
        for (int i = 0; i < x.Length; i++)
        {
            Assert.Equal(0.5 * x[i] * (1 + Math.Tanh(Math.Sqrt(2 / Math.PI) * (x[i] + (0.044715 * x[i] * x[i] * x[i])))), y[i], 1e-14);
        }
    }

    private static void CheckUnary<TOp>(string device, TOp op, double low = -4, double high = 4)
        where TOp : struct, IUnary
    {
        foreach (int n in Counts)
        {
            double[] x = Uniform(n, n, low, high);
            double[] dy = Normal(n, n + 1);
            Check(device, m => UnaryPasses(m, op, x, dy));
        }

        double[] few = Uniform(20, 5, low, high);
        double[] upstream = Normal(20, 6);
        double[] gradient = Run(Device.Reference, m => UnaryPasses(m, op, few, upstream))[1];
        CheckGradient(few, x => Dot(Run(Device.Reference, m => UnaryPasses(m, op, x, upstream))[0], upstream), gradient);
    }

    private static Kernels.Buffer[] UnaryPasses<TOp>(DeviceMemory m, TOp op, double[] x, double[] dy)
        where TOp : struct, IUnary
    {
        var (xs, y, dx) = (m.Real(x), m.Empty(x.Length), m.Empty(x.Length));
        m.Kernels.Unary(op, xs, y);
        m.Kernels.UnaryBackward(op, xs, y, m.Real(dy), dx);
        return [y, dx];
    }

    private static void CheckBinary<TOp>(string device, TOp op, params (int Rows, int Columns)[] largeShapes)
        where TOp : struct, IBinary
    {
        var operands = Enum.GetValues<Operand>();
        foreach (var (rows, columns) in SmallShapes.Concat(largeShapes))
        {
            foreach (var shape in from a in operands from b in operands select new BinaryShape(rows, columns, a, b))
            {
                double[] a = Uniform(Length(shape.A, shape), 1, 0.5, 2);
                double[] b = Uniform(Length(shape.B, shape), 2, 0.5, 2);
                double[] dy = Normal(rows * columns, 3);
                Check(device, m => BinaryPasses(m, op, a, b, dy, shape), rows * columns, Math.Sqrt(rows * columns));
            }
        }

        var small = new BinaryShape(3, 4, Operand.Row, Operand.Column);
        double[] first = [0.6, 1.1, 1.5, 0.9];
        double[] second = [1.3, 0.7, 1.0];
        double[] upstream = Normal(12, 3);
        double[][] outputs = Run(Device.Reference, m => BinaryPasses(m, op, first, second, upstream, small));
        CheckGradient(first, x => Dot(Run(Device.Reference, m => BinaryPasses(m, op, x, second, upstream, small))[0], upstream), outputs[1]);
        CheckGradient(second, x => Dot(Run(Device.Reference, m => BinaryPasses(m, op, first, x, upstream, small))[0], upstream), outputs[2]);
    }

    private static Kernels.Buffer[] BinaryPasses<TOp>(DeviceMemory m, TOp op, double[] a, double[] b, double[] dy, BinaryShape shape)
        where TOp : struct, IBinary
    {
        var (xa, xb, xdy, y) = (m.Real(a), m.Real(b), m.Real(dy), m.Empty(dy.Length));
        var (da, db, onlyB) = (m.Empty(a.Length), m.Empty(b.Length), m.Empty(b.Length));
        m.Kernels.Binary(op, xa, xb, y, shape);
        m.Kernels.BinaryBackward(op, xa, xb, xdy, da, db, shape);
        m.Kernels.BinaryBackward(op, xa, xb, xdy, null, onlyB, shape);
        return [y, da, db, onlyB];
    }

    private static int Length(Operand operand, BinaryShape shape) => operand switch
    {
        Operand.Full => shape.Rows * shape.Columns,
        Operand.Row => shape.Columns,
        Operand.Column => shape.Rows,
        _ => 1,
    };
}
