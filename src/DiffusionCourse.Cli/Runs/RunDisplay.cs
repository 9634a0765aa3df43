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
            .StartAsync(context => run(new Bars(context)));
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

    private sealed class Bars(ProgressContext context) : IProgress<RunProgress>
    {
        private ProgressTask? _bar;

        public void Report(RunProgress value)
        {
            switch (value)
            {
                case NotebookStarted started:
                    _bar = context.AddTask(Markup.Escape(Path.GetFileName(started.NotebookPath)), maxValue: started.CellCount);
                    break;
                case CellFinished finished when _bar is not null:
                    _bar.Value = finished.Result.Number;
                    break;
                case NotebookFinished finished when _bar is not null:
                    _bar.Description += finished.Result.Status == RunStatus.Passed ? " [green]passed[/]" : " [red]failed[/]";
                    _bar.Value = _bar.MaxValue;
                    break;
            }
        }
    }
}
