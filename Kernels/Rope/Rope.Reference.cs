namespace Kernels;

public sealed partial class ReferenceKernels
{
    /// <inheritdoc/>
    public void Rope(Buffer x, Buffer cos, Buffer sin, Buffer y, RopeShape shape)
    {
        int pairs = shape.HeadSize / 2;
        for (int row = 0; row < shape.B * shape.T; row++)
        {
            var xs = Row(x, row, shape.Columns);
            var ys = Row(y, row, shape.Columns);
            var cosines = Row(cos, shape.First + (row % shape.T), pairs);
            var sines = Row(sin, shape.First + (row % shape.T), pairs);
            xs.CopyTo(ys);
            for (int c = 0; c < shape.Rotated; c += 2)
            {
                double cosine = cosines[c / 2 % pairs];
                double sine = shape.Inverse ? -sines[c / 2 % pairs] : sines[c / 2 % pairs];
                ys[c] = (xs[c] * cosine) - (xs[c + 1] * sine);
                ys[c + 1] = (xs[c] * sine) + (xs[c + 1] * cosine);
            }
        }
    }
}
