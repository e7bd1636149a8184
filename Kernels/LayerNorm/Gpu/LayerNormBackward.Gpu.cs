using ILGPU;

namespace Kernels;

/// <summary>Arguments of <see cref="IKernels.LayerNormBackward"/>.</summary>
internal readonly record struct LayerNormBackwardCall(
    Buffer X, Buffer Gamma, Buffer Mean, Buffer Rstd, Buffer Dy, Buffer Dx, Buffer Dgamma, Buffer? Dbeta, int Rows, int Columns, bool Accumulate = false, Buffer? Rounded = null)
{
    /// <summary>What is read, as kernels take it.</summary>
    public LayerNormInputs Inputs => new(X.Floats(), Gamma.Floats(), Mean.Floats(), Rstd.Floats(), Dy.Floats());

    /// <summary>1, or 0 where there is no beta.</summary>
    public int HasBeta => Dbeta is null ? 0 : 1;
}

internal sealed partial class GpuKernels<TGroup>
{
    /// <summary>Gradients of layer normalisation: shapes are (rows, columns).</summary>
    internal Ladder<LayerNormBackwardCall> LayerNormBackwardLadder => field ??= new(
        device.Offers,
        new("1 naive", c =>
        {
            Launch(new LayerNormBackward1Naive<TGroup>(c.Inputs, c.Dx.Floats(), c.Rows, c.Columns), GroupsFor(c.Rows));
            Launch(new LayerNormParameters1Naive<TGroup>(c.Inputs, c.Dgamma.Floats(), c.Dbeta.FloatsOrNone(c.Dgamma), c.HasBeta, c.Rows, c.Columns), GroupsFor(c.Columns));
        }),
        new("2 shared memory", c =>
        {
            Launch(new LayerNormBackward2Shared<TGroup>(c.Inputs, c.Dx.Floats(), c.Columns), c.Rows);
            LayerNormBackwardInPieces(c, (partial, rows, pieces) => Launch(
                new LayerNormParameters2Tiled<TGroup>(c.Inputs, partial, c.Rows, rows, c.Columns), pieces * ColumnTile<TGroup>.Tiles(c.Columns)));
        })
        { IsStudy = IsProcessor },
        new("3 fused", c => LayerNormBackwardInPieces(c, (partial, rows, pieces) =>
            Launch(new LayerNormBackward3Fused<TGroup>(c.Inputs, c.Dx.Floats(), partial, c.Rows, rows, c.Columns), pieces)))
        {
            IsStudy = IsProcessor,
            Fits = c => c.Columns <= LayerNormBackward3Fused<TGroup>.Items * TGroup.Size,
        },
        new("4 warp", c => LayerNormBackwardInPieces(c, (partial, rows, pieces) =>
            Launch(new LayerNormBackward4Warp<TGroup>(c.Inputs, c.Dx.Floats(), partial, c.Rows, rows, c.Columns), pieces)))
        {
            Needs = KernelNeeds.Shuffles,
            Fits = c => c.Columns <= 4 * TGroup.Size && FitRegisters(c.Columns, c.X, c.Gamma, c.Dy, c.Dx),
        },
        new("5 registers", c => LayerNormBackwardInPieces(c, (partial, rows, pieces) =>
            Launch(new LayerNormBackward5Registers<TGroup>(c.Inputs, c.Dx.Floats(), partial, c.Rows, rows, c.Columns), pieces), most: 128))
        {
            Needs = KernelNeeds.Shuffles,
            Fits = c => FitRegisters(c.Columns, c.X, c.Gamma, c.Dy, c.Dx),
        })
    {
        Name = "layer norm backward",
        Shapes = [[1, 2], [3, 5], [65, 65], [300, 131], [70, 768], [2, 4099]],
        TinyShapes = [[1, 2], [3, 5], [2, 70], [9, 68]],
        LargeShapes = [[8192, 768], [65536, 768], [65536, 1024]],
        Operands = s =>
        [
            new("x", OperandRole.In, s[0] * s[1]), new("gamma", OperandRole.In, s[1]),
            new("mean", OperandRole.FromForward, s[0]), new("rstd", OperandRole.FromForward, s[0]), new("dy", OperandRole.In, s[0] * s[1]),
            new("dx", OperandRole.Out, s[0] * s[1]), new("dgamma", OperandRole.Out, s[1]), new("dbeta", OperandRole.Out, s[1]),
        ],
        Forward = (values, s) => Oracle.Run(
            (k, b) => k.LayerNormForward(b[0], b[1], null, b[2], b[3], b[4], s[0], s[1], 1e-5), values[0], values[1], new double[s[0] * s[1]], values[2], values[3]),
        Call = (b, s) => new LayerNormBackwardCall(b[0], b[1], b[2], b[3], b[4], b[5], b[6], b[7], s[0], s[1]),
        Contract = (k, c) => k.LayerNormBackward(c.X, c.Gamma, c.Mean, c.Rstd, c.Dy, c.Dx, c.Dgamma, c.Dbeta, c.Rows, c.Columns, c.Accumulate, c.Rounded),
        Terms = s => Math.Max(s[0], s[1]),
        Flops = s => 14.0 * s[0] * s[1],
    };

    /// <inheritdoc/>
    public void LayerNormBackward(
        Buffer x, Buffer gamma, Buffer mean, Buffer rstd, Buffer dy, Buffer dx, Buffer dgamma, Buffer? dbeta, int rows, int columns, bool accumulate = false, Buffer? rounded = null)
    {
        var call = new LayerNormBackwardCall(x, gamma, mean, rstd, dy, dx, dgamma, dbeta, rows, columns, accumulate, rounded);
        (accumulate || rounded is not null || dy.Type == DType.BF16 ? AddLayerNormBackwardLadder : LayerNormBackwardLadder).RunBest(call);
    }

    /// <summary>
    /// Runs a stage that leaves each piece's share of dgamma and dbeta in scratch, then the one that adds the shares. The scratch is
    /// given back at once, which the queue's order allows.
    /// </summary>
    private void LayerNormBackwardInPieces(LayerNormBackwardCall c, Action<ArrayView<float>, int, int> stage, int most = 256)
    {
        int rowsPerPiece = RowsPerPiece(c.Rows, most);
        int pieces = (c.Rows + rowsPerPiece - 1) / rowsPerPiece;
        int length = Math.Max(1, pieces * 2 * c.Columns);
        var partial = new Buffer(device.Allocate(DType.F32, length), 0, length);
        stage(partial.Floats(), rowsPerPiece, pieces);
        Launch(
            new LayerNormPartials<TGroup>(partial.Floats(), c.Dgamma.Floats(), c.Dbeta.FloatsOrNone(c.Dgamma), c.HasBeta, pieces, c.Columns),
            ColumnTile<TGroup>.Tiles(c.Columns * (1 + c.HasBeta)));
        partial.Storage.Release();
    }

    /// <summary>Rows that one group sums over: at most so many pieces, which keep a GPU busy and leave little to add up.</summary>
    private static int RowsPerPiece(int rows, int most) => Math.Max(4, (rows + most - 1) / most);
}
