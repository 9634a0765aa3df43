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

    private readonly Action<string> send;
    private readonly StringBuilder pending = new();
    private readonly Lock gate = new();
    private readonly Timer timer;
    private long lastSent;

    public ConsoleWriter(Action<string> send)
        : base(CultureInfo.InvariantCulture)
    {
        this.send = send;
        timer = new Timer(_ => Flush());
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
        lock (gate)
        {
            SendPending();
        }
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            timer.Dispose();
        }

        base.Dispose(disposing);
    }

    private void Append(ReadOnlySpan<char> text)
    {
        lock (gate)
        {
            var isFirst = pending.Length == 0;
            pending.Append(text);
            if (pending.Length >= LargestChunk || Stopwatch.GetElapsedTime(lastSent).TotalMilliseconds >= LongestWaitMilliseconds)
            {
                SendPending();
            }
            else if (isFirst)
            {
                timer.Change(LongestWaitMilliseconds, Timeout.Infinite);
            }
        }
    }

    // Inside the lock, so that two threads cannot send in the wrong order.
    private void SendPending()
    {
        if (pending.Length > 0)
        {
            var text = pending.ToString();
            pending.Clear();
            lastSent = Stopwatch.GetTimestamp();
            send(text);
        }
    }
}
