using DiffusionCourse.Pipelines;
using Spectre.Console;

namespace DiffusionCourse.Cli;

/// <summary>A progress bar on standard error, where that is a terminal; standard output stays clean.</summary>
internal static class ProgressLine
{
    public static Task<T> ShowAsync<T>(string title, Func<IProgress<GenerationProgress>, Task<T>> work)
    {
        if (Console.IsErrorRedirected)
        {
            return work(new Reporter(_ => { }));
        }

        var console = AnsiConsole.Create(new AnsiConsoleSettings { Out = new AnsiConsoleOutput(Console.Error) });
        return console.Progress().AutoClear(true).StartAsync(context =>
        {
            var bar = context.AddTask(title);
            return work(new Reporter(progress =>
            {
                bar.MaxValue = progress.Total;
                bar.Value = progress.Completed;
            }));
        });
    }

    // Progress<T> would post to the thread pool and could report after the end.
    private sealed class Reporter(Action<GenerationProgress> report) : IProgress<GenerationProgress>
    {
        public void Report(GenerationProgress value) => report(value);
    }
}
