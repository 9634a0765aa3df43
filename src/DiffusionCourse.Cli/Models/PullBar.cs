using DiffusionCourse.Models;
using Spectre.Console;

namespace DiffusionCourse.Cli.Models;

/// <summary>
/// Progress as a bar, and notices as lines above it. It starts with the first bytes, so that a question before them keeps the
/// terminal to itself.
/// </summary>
internal sealed class PullBar(string title) : IProgress<PullProgress>, IDisposable
{
    private const int ShortestBar = 10;
    private readonly Lock _gate = new();
    private readonly IAnsiConsole _console = PromptConsole.Create();
    private readonly TaskCompletionSource _ended = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private ProgressTask? _bar;
    private Task? _shown;

    public void Report(PullProgress value)
    {
        lock (_gate)
        {
            if (value.Notice is { } notice)
            {
                _console.WriteLine($"notice: {notice}");
            }
            else if (value.Phase is PullPhase.Listing or PullPhase.Waiting)
            {
                _console.WriteLine(
                    value.Phase == PullPhase.Listing ? "Asking the hub." : "Waiting for another process that pulls the same model.");
            }
            else if (value.Phase is PullPhase.Downloading or PullPhase.Checking)
            {
                Show(value);
            }
        }
    }

    public void Dispose()
    {
        _ended.TrySetResult();
        _shown?.Wait();
    }

    private void Show(PullProgress value)
    {
        Start();
        var phase = value.Phase == PullPhase.Checking ? "checking: " : "";
        _bar!.MaxValue = Math.Max(1, value.BytesTotal);
        _bar.Value = value.BytesDone;
        _bar.Description = Markup.Escape(phase + value.ToText(_console.Profile.Width - ShortestBar - phase.Length));
    }

    private void Start()
    {
        if (_shown is null)
        {
            var started = new TaskCompletionSource<ProgressTask>(TaskCreationOptions.RunContinuationsAsynchronously);
            _shown = _console.Progress().AutoClear(true)
                .Columns(new ProgressBarColumn(), new TaskDescriptionColumn { Alignment = Justify.Left }).StartAsync(async context =>
            {
                started.SetResult(context.AddTask(Markup.Escape(title)));
                await _ended.Task;
            });
            _bar = started.Task.GetAwaiter().GetResult();
        }
    }
}
