namespace Makemore;

/// <summary>
/// Step 5: Adam (Kingma and Ba 2015) instead of plain descent: each parameter steps by the running mean of its slope,
/// over the square root of the running mean of the slope's square. This is microgpt.
/// </summary>
/// <inheritdoc/>
internal sealed class Step5Adam<T>(int vocabSize, IScalarEngine<T> engine, PythonRandom random)
    : Step4MultiHead<T>(vocabSize, engine, random, learningRate: 0.01)
    where T : IScalar<T>
{
    private const double Beta1 = 0.85;
    private const double Beta2 = 0.99;
    private const double Eps = 1e-8;

    private double[]? m; // mean of the slopes
    private double[]? v; // mean of their squares
    private int steps;

    /// <inheritdoc/>
    protected override void Update(double rate)
    {
        m ??= new double[ParameterCount];
        v ??= new double[ParameterCount];
        steps++;
        double young1 = 1 - Math.Pow(Beta1, steps), young2 = 1 - Math.Pow(Beta2, steps); // the means began at 0
        for (int i = 0; i < m.Length; i++)
        {
            var p = Parameters[i];
            m[i] = (Beta1 * m[i]) + ((1 - Beta1) * p.Grad);
            v[i] = (Beta2 * v[i]) + ((1 - Beta2) * (p.Grad * p.Grad));
            p.Data -= rate * (m[i] / young1) / (Math.Sqrt(v[i] / young2) + Eps);
            p.Grad = 0;
        }
    }
}
