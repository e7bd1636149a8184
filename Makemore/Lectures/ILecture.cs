namespace Makemore;

/// <summary>A lecture's own script: its seed, its steps, its printed numbers. <c>lecture NAME</c> finds it by reflection.</summary>
internal interface ILecture
{
    /// <summary>What the command line calls it: <c>bigram</c>, <c>mlp</c>, ...</summary>
    string Name { get; }

    /// <summary>One sentence for the help.</summary>
    string Summary { get; }

    /// <summary>Runs from top to bottom.</summary>
    /// <param name="run">What it writes to and how long it may take.</param>
    void Run(LectureRun run);
}
