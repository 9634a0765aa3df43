using System.Collections.Concurrent;

namespace DiffusionCourse.Notebooks.Worker;

/// <summary>
/// What cells read from the console: lines that the host is asked for one by one. Reading waits, until the cell is cancelled.
/// </summary>
internal sealed class ConsoleReader(Action request, Func<CancellationToken> cellToken) : TextReader
{
    private readonly BlockingCollection<(string? Line, string? Refusal)> _lines = [];
    private string _pending = "";
    private int _position;
    private bool _isOpen;

    /// <summary>Starts a cell.</summary>
    /// <param name="takesInput">Whether the host gives it lines; else the text ends at once.</param>
    public void Begin(bool takesInput) => (_isOpen, _position) = (takesInput, _pending.Length);

    /// <summary>Takes a line from the host, null for the end of the text, or the reason why there is none.</summary>
    public void Give(string? line, string? refusal) => _lines.Add((line, refusal));

    public override int Peek() => Fill() ? _pending[_position] : -1;

    public override int Read() => Fill() ? _pending[_position++] : -1;

    public override string? ReadLine()
    {
        if (!Fill())
        {
            return null;
        }

        var line = _pending[_position..^1];
        _position = _pending.Length;
        return line;
    }

    public override string ReadToEnd() => ReadLine() is { } line ? line + "\n" : "";

    // What these would do on the pool, they do here: Console.In is synchronous everywhere.
    public override Task<string?> ReadLineAsync() => Task.Run(ReadLine);

    public override ValueTask<string?> ReadLineAsync(CancellationToken cancellationToken) => new(Task.Run(ReadLine, cancellationToken));

    public override Task<string> ReadToEndAsync() => Task.Run(ReadToEnd);

    protected override void Dispose(bool disposing)
    {
        _lines.Dispose();
        base.Dispose(disposing);
    }

    private bool Fill()
    {
        if (_position < _pending.Length)
        {
            return true;
        }

        if (!_isOpen)
        {
            return false;
        }

        // A line that came too late for an earlier cell is not this one's.
        while (_lines.TryTake(out _))
        {
        }

        request();
        var (line, refusal) = _lines.Take(cellToken());
        if (refusal is not null)
        {
            throw new InvalidOperationException(refusal);
        }

        (_pending, _position) = (line is null ? "" : line + "\n", 0);
        return line is not null;
    }
}
