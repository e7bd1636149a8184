namespace Micrograd;

/// <summary>One step of training.</summary>
/// <param name="Step">Its number, from 0.</param>
/// <param name="Loss">The loss of its batch, before the step.</param>
/// <param name="LearningRate">The learning rate.</param>
/// <param name="GradientNorm">The gradient's norm before clipping; null: not measured.</param>
/// <param name="Milliseconds">How long it took.</param>
/// <param name="TokensPerSecond">Tokens of the batch over that time.</param>
/// <param name="Utilisation">The share of the device's highest speed that the model's arithmetic used (mfu); null: not known.</param>
public readonly record struct StepReport(int Step, double Loss, double LearningRate, double? GradientNorm, double Milliseconds, double TokensPerSecond, double? Utilisation = null);

/// <summary>The mean losses of the two parts of the data.</summary>
/// <param name="Step">Steps trained before.</param>
/// <param name="Train">On what the model learns from.</param>
/// <param name="Val">On what it has never seen.</param>
/// <param name="HellaSwag">Share of HellaSwag's tasks that were solved, acc_norm; null: not measured.</param>
public readonly record struct Evaluation(int Step, double Train, double Val, double? HellaSwag = null);

/// <summary>Who wants to know how training goes: the screen, the log, a test.</summary>
public interface ITrainingObserver
{
    /// <summary>A step was made.</summary>
    void OnStep(in StepReport report)
    {
    }

    /// <summary>The model was measured.</summary>
    void OnEvaluation(in Evaluation evaluation)
    {
    }

    /// <summary>The model wrote a text.</summary>
    void OnSample(int step, string text)
    {
    }

    /// <summary>A checkpoint is about to be saved: what was observed so far must be on the disk.</summary>
    void OnSaving()
    {
    }
}
