using System.Globalization;
using System.Text;

namespace DiffusionCourse.Notebooks.Worker;

/// <summary>
/// The console of the cells. Text is gathered for a moment, so that many small writes make few messages, and sent on
/// soon enough to look live.
/// </summary>
internal sealed class ConsoleWriter : TextWriter
{
    private const int LongestWaitMilliseconds = 40;
    private const int LargestChunk = 8192;

    private readonly Action<string> send;
    private readonly StringBuilder pending = new();
    private readonly Lock gate = new();
    private readonly Timer timer;

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
            if (pending.Length == 0 && text.Length > 0)
            {
                timer.Change(LongestWaitMilliseconds, Timeout.Infinite);
            }

            pending.Append(text);
            if (pending.Length >= LargestChunk)
            {
                SendPending();
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
            send(text);
        }
    }
}
