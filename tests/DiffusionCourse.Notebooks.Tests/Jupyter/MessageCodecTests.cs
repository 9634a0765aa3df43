using System.Text;
using DiffusionCourse.Notebooks.Jupyter.Wire;
using NetMQ;

namespace DiffusionCourse.Notebooks.Tests.Jupyter;

public sealed class MessageCodecTests
{
    [Theory]
    [InlineData("""{"code":"\"\ud83d\""}""", "\"\uFFFD\"")]
    [InlineData("""{"code":"\ud83d\ude00"}""", "😀")]
    [InlineData("""{"code":"x","n":NaN}""", "x")]
    public void Half_of_a_surrogate_pair_is_the_replacement_character(string content, string code) =>
        Assert.Equal(code, new MessageCodec("").Decode(JupyterChannel.Shell, Frames(Encoding.UTF8.GetBytes(content))).Text("code"));

    [Fact]
    public void Bytes_that_are_no_text_are_refused() =>
        Assert.Throws<MalformedMessageException>(() => new MessageCodec("").Decode(JupyterChannel.Shell, Frames([(byte)'{', 0xFF, (byte)'}'])));

    private static NetMQMessage Frames(byte[] content)
    {
        var header = """{"msg_id":"1","msg_type":"execute_request"}"""u8.ToArray();
        byte[][] frames = ["id"u8.ToArray(), "<IDS|MSG>"u8.ToArray(), [], header, "{}"u8.ToArray(), "{}"u8.ToArray(), content];
        return new NetMQMessage(frames);
    }
}
