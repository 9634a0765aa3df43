using DiffusionCourse.Models;
using Spectre.Console;

namespace DiffusionCourse.Cli.Models;

/// <summary>Progress as a bar. It starts with the first bytes, so that a question before them keeps the terminal to itself.</summary>
internal sealed class PullBar(string title) : IProgress<PullProgress>, IDisposable
{
    private readonly Lock _gate = new();
    private readonly TaskCompletionSource _ended = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private ProgressTask? _bar;
    private Task? _shown;

    public void Report(PullProgress value)
    {
        lock (_gate)
        {
            if (value.Notice is { } notice)
            {
                Describe(notice);
            }
            else if (value.Phase == PullPhase.Waiting)
            {
                Console.Error.WriteLine("Waiting for another process that pulls the same model.");
            }
            else if (value.Phase is PullPhase.Downloading or PullPhase.Checking)
            {
                Start();
                _bar!.MaxValue = Math.Max(1, value.BytesTotal);
                _bar.Value = value.BytesDone;
                Describe((value.Phase == PullPhase.Checking ? "checking: " : "") + value);
            }
        }
    }

    public void Dispose()
    {
        _ended.TrySetResult();
        _shown?.Wait();
    }

    private void Start()
    {
        if (_shown is null)
        {
            var started = new TaskCompletionSource<ProgressTask>(TaskCreationOptions.RunContinuationsAsynchronously);
            _shown = PromptConsole.Create().Progress().AutoClear(true).Columns(new ProgressBarColumn(), new TaskDescriptionColumn { Alignment = Justify.Left }).StartAsync(async context =>
            {
                started.SetResult(context.AddTask(Markup.Escape(title)));
                await _ended.Task;
            });
            _bar = started.Task.GetAwaiter().GetResult();
        }
    }

    private void Describe(string text)
    {
        if (_bar is not null)
        {
            _bar.Description = Markup.Escape(text);
        }
    }
}
