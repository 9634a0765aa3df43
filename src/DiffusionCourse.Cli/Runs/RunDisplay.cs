using DiffusionCourse.Notebooks.Running;
using Spectre.Console;

namespace DiffusionCourse.Cli.Runs;

/// <summary>Shows how far a run is: a bar a notebook in a terminal, a line a notebook elsewhere.</summary>
internal static class RunDisplay
{
    public static Task<T> ShowAsync<T>(Func<IProgress<RunProgress>, Task<T>> run)
    {
        if (!AnsiConsole.Profile.Capabilities.Interactive || Console.IsOutputRedirected)
        {
            return run(new Reporter(WriteLine));
        }

        return AnsiConsole.Progress().Columns(
            new TaskDescriptionColumn(), new ProgressBarColumn(), new PercentageColumn(), new ElapsedTimeColumn())
            .StartAsync(context => run(new RunBars((text, full) => context.AddTask(text, maxValue: full))));
    }

    private static void WriteLine(RunProgress progress)
    {
        if (progress is NotebookFinished finished)
        {
            var status = finished.Result.Status.ToString().ToLowerInvariant();
            Console.WriteLine(
                Invariant($"[{finished.NotebookNumber}/{finished.NotebookCount}] {Path.GetFileName(finished.NotebookPath)}: ")
                + Invariant($"{status}, {finished.Result.Elapsed.TotalSeconds:0.0} s"));
        }
    }

    private sealed class Reporter(Action<RunProgress> report) : IProgress<RunProgress>
    {
        public void Report(RunProgress value) => report(value);
    }
}
