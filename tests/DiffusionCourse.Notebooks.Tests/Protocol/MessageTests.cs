using System.Text;
using DiffusionCourse.Notebooks.Protocol;

namespace DiffusionCourse.Notebooks.Tests.Protocol;

public sealed class MessageTests
{
    private const int Part = 64 * 1024;

    [Theory]
    [InlineData(1)]
    [InlineData(1000)]
    [InlineData(int.MaxValue)]
    public void Messages_of_any_length_come_back_however_the_stream_cuts_them(int mostAtOnce)
    {
        int[] lengths = [0, 1, Part - 100, Part, Part + 1, 7, 3 * Part, 0];
        string[] texts = [.. lengths.Select(Text), "two\nlines\r\n\t\"<&'>\u2028\0 \U0001F600 é"];

        var reader = new MessageReader<WorkerEvent>(new Cut(Written(texts), mostAtOnce), ProtocolJson.Default.WorkerEvent);

        foreach (var text in texts)
        {
            Assert.Equal(new WorkerEvent(WorkerEventKind.Display, 3, "output-1", "text/html", text), reader.Read());
        }

        Assert.Null(reader.Read());
    }

    [Fact]
    public void Half_a_line_at_the_end_is_no_message()
    {
        var written = Written(["whole", Text(2 * Part)]);

        var reader = new MessageReader<WorkerEvent>(new MemoryStream(written[..^1]), ProtocolJson.Default.WorkerEvent);

        Assert.Equal("whole", reader.Read()!.Text);
        Assert.Null(reader.Read());
    }

    [Fact]
    public void A_script_is_written_as_it_is()
    {
        const string Script = "if (a < b && c > '+') { f(\"é\"); }";

        Assert.Contains(Script.Replace("\"", "\\\"", StringComparison.Ordinal), Encoding.UTF8.GetString(Written([Script])), StringComparison.Ordinal);
    }

    private static string Text(int length) => string.Concat(Enumerable.Range(0, length).Select(i => (char)('a' + i % 26)));

    private static byte[] Written(IEnumerable<string> texts)
    {
        var stream = new MemoryStream();
        var writer = new MessageWriter<WorkerEvent>(stream, ProtocolJson.Default.WorkerEvent);
        foreach (var text in texts)
        {
            writer.Write(new WorkerEvent(WorkerEventKind.Display, 3, "output-1", "text/html", text));
        }

        return stream.ToArray();
    }

    /// <summary>A stream that gives no more than so many bytes at a time, as a pipe does.</summary>
    private sealed class Cut(byte[] bytes, int most) : MemoryStream(bytes)
    {
        public override int Read(Span<byte> buffer) => base.Read(buffer[..Math.Min(buffer.Length, most)]);
    }
}
