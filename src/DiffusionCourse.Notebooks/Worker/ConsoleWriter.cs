using System.Diagnostics;
using System.Globalization;
using System.Text;

namespace DiffusionCourse.Notebooks.Worker;

/// <summary>
/// The console of the cells. What comes after a pause is sent at once; what follows within a moment is gathered, so that many
/// small writes make few messages and still look live.
/// </summary>
internal sealed class ConsoleWriter : TextWriter
{
    private const int LongestWaitMilliseconds = 40;
    private const int LargestChunk = 8192;

    private readonly Action<string> _send;
    private readonly StringBuilder _pending = new();
    private readonly Lock _gate = new();
    private readonly Timer _timer;
    private long _lastSent;

    public ConsoleWriter(Action<string> send)
        : base(CultureInfo.InvariantCulture)
    {
        _send = send;
        _timer = new Timer(_ => Flush());
        CoreNewLine = ['\n'];
    }

    public override Encoding Encoding => Encoding.UTF8;

    public override void Write(char value) => Append([value]);

    public override void Write(char[] buffer, int index, int count) => Append(buffer.AsSpan(index, count));

    public override void Write(ReadOnlySpan<char> buffer) => Append(buffer);

    public override void Write(string? value) => Append(value);

    public override void WriteLine(string? value) => Append(string.Concat(value, NewLine));

    public override void Flush()
    {
        lock (_gate)
        {
            SendPending(isEnd: false);
        }
    }

    /// <summary>Sends all that is left, half of a pair as well.</summary>
    public void End()
    {
        lock (_gate)
        {
            SendPending(isEnd: true);
        }
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            _timer.Dispose();
        }

        base.Dispose(disposing);
    }

    private void Append(ReadOnlySpan<char> text)
    {
        lock (_gate)
        {
            var isFirst = _pending.Length == 0;
            _pending.Append(text);
            if (_pending.Length >= LargestChunk || Stopwatch.GetElapsedTime(_lastSent).TotalMilliseconds >= LongestWaitMilliseconds)
            {
                SendPending(isEnd: false);
            }
            else if (isFirst)
            {
                _timer.Change(LongestWaitMilliseconds, Timeout.Infinite);
            }
        }
    }

    // Inside the lock, so that two threads cannot send in the wrong order.
    private void SendPending(bool isEnd)
    {
        // A character beyond U+FFFF may be written in two pieces: the first waits for the second.
        var waiting = !isEnd && _pending.Length > 0 && char.IsHighSurrogate(_pending[^1]) ? 1 : 0;
        if (_pending.Length > waiting)
        {
            var text = _pending.ToString(0, _pending.Length - waiting);
            _pending.Remove(0, text.Length);
            _lastSent = Stopwatch.GetTimestamp();
            _send(text);
        }
    }
}
