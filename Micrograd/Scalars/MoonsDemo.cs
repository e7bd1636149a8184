namespace Micrograd;

/// <summary>
/// micrograd's demo: a perceptron of 337 parameters learns to tell two moons apart, from all 100 points at each step.
/// With its seed it prints the demo's numbers.
/// </summary>
public sealed class MoonsDemo
{
    /// <summary>Steps of the whole training.</summary>
    public const int Steps = 100;

    private const double Decay = 1e-4;

    private readonly Value recordedLoss;
    private readonly Value[] recordedScores;
    private readonly Recording recording;
    private Value[] scores;

    /// <summary>Draws points and weights.</summary>
    /// <param name="seed">Of both generators: numpy's for the points, Python's for the weights.</param>
    public MoonsDemo(uint seed = 1337)
    {
        Data = Moons.Make(100, noise: 0.1, new NumpyRandom(seed));
        Model = new Mlp(2, [16, 16, 1], new PythonRandom(seed));
        scores = recordedScores = Scores();
        recordedLoss = LossOf(recordedScores);
        recording = new Recording(recordedLoss, recordedScores);
    }

    /// <summary>What is to be told apart.</summary>
    public Moons Data { get; }

    /// <summary>Two inputs, 16 and 16 neurons with ReLU, one score: its sign is the answer.</summary>
    public Mlp Model { get; }

    /// <summary>Operations that compute the loss of a step, one by one: the values that are no leaves.</summary>
    public int OperationCount => recordedLoss.TopologicalOrder().Count(value => value.Op != ScalarOp.Leaf);

    /// <summary>The share of points whose score had the right sign at the last step.</summary>
    public double Accuracy => scores.Zip(Data.Labels, (score, label) => score.Data > 0 == label > 0).Count(right => right) / (double)scores.Length;

    /// <summary>A step of gradient descent on objects: the expression is built anew.</summary>
    /// <returns>The loss before the step.</returns>
    public double StepOnObjects(int step)
    {
        scores = Scores();
        var loss = LossOf(scores);
        Model.ZeroGrad();
        loss.Backward();
        Descend(step);
        return loss.Data;
    }

    /// <summary>The same step on the tape: the recorded expression is replayed.</summary>
    /// <returns>The loss before the step.</returns>
    public double StepOnTape(int step)
    {
        recording.Forward();
        scores = recordedScores;
        Model.ZeroGrad();
        recording.Backward();
        Descend(step);
        return recordedLoss.Data;
    }

    private void Descend(int step)
    {
        double learningRate = 1 - (0.9 * step / Steps);
        foreach (var p in Model.Parameters)
        {
            p.Data -= learningRate * p.Grad;
        }
    }

    private Value[] Scores() => [.. Data.Points.Select(point => Model.Forward([point.X, point.Y])[0])];

    /// <summary>Each point wants its score on the right side of 0 by a margin of 1; large weights cost a little.</summary>
    private Value LossOf(Value[] scores)
    {
        var margins = scores.Zip(Data.Labels, (score, label) => (1 + (-label * score)).Relu());
        var squares = Model.Parameters.Select(p => p * p);
        return (Sum(margins) * (1.0 / scores.Length)) + (Decay * Sum(squares));
    }

    private static Value Sum(IEnumerable<Value> values) => values.Aggregate((sum, value) => sum + value);
}
