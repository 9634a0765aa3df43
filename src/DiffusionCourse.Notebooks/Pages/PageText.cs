using DiffusionCourse.Notebooks.Running;

namespace DiffusionCourse.Notebooks.Pages;

/// <summary>Words and numbers as pages write them.</summary>
internal static class PageText
{
    public static string Time(TimeSpan time) => time switch
    {
        { TotalMilliseconds: < 1 } => "< 1 ms",
        { TotalMilliseconds: < 999.5 } => Invariant($"{time.TotalMilliseconds:0} ms"),
        { TotalSeconds: < 9.95 } => Invariant($"{time.TotalSeconds:0.0} s"),
        { TotalSeconds: < 59.5 } => Invariant($"{time.TotalSeconds:0} s"),
        _ => Invariant($"{(int)Math.Round(time.TotalSeconds) / 60} min {(int)Math.Round(time.TotalSeconds) % 60} s"),
    };

    public static string Count(int number, string noun) => Invariant($"{number} {noun}{(number == 1 ? "" : "s")}");

    public static string Word(RunStatus status) => status switch
    {
        RunStatus.Passed => "passed",
        RunStatus.Failed => "failed",
        RunStatus.TimedOut => "timed out",
        RunStatus.NotRun => "not run",
        _ => "skipped",
    };

    /// <summary>The name of the style class of a status.</summary>
    public static string Style(RunStatus status) => Word(status).Replace(" ", "", StringComparison.Ordinal);

    /// <summary>How a notebook ended; where it sets a task, how far its reader is, since "passed" would say that the task is.</summary>
    public static string Chip(NotebookResult result) => result is { Task: { } task, Status: RunStatus.Passed }
        ? $"<span class=\"chip {Style(task == NotebookResult.Solved ? RunStatus.Passed : RunStatus.NotRun)}\" "
            + $"data-task=\"{PageFrame.Encode(task)}\">{PageFrame.Encode(task)}</span>"
        : Chip(result.Status);

    public static string Chip(RunStatus status) => $"<span class=\"chip {Style(status)}\">{Word(status)}</span>";
}
