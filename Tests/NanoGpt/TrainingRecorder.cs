using NanoGpt;

namespace Tests;

/// <summary>Writes down what a run reports.</summary>
internal sealed class TrainingRecorder : ITrainingObserver
{
    public List<StepReport> Steps { get; } = [];

    public List<Evaluation> Evaluations { get; } = [];

    public List<string> Samples { get; } = [];

    public void OnStep(in StepReport report) => Steps.Add(report);

    public void OnEvaluation(in Evaluation evaluation) => Evaluations.Add(evaluation);

    public void OnSample(int step, string text) => Samples.Add(text);
}
