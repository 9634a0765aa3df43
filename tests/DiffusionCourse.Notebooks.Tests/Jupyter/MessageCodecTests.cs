using System.Text;
using System.Text.Json.Nodes;
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

    [Fact]
    public void An_output_of_JSON_as_deep_as_the_parser_takes_it_can_be_sent()
    {
        var deep = JsonNode.Parse(new string('[', 63) + new string(']', 63))!;
        var message = new JupyterMessage(JupyterChannel.IoPub, [], [], [], new JsonObject { ["data"] = new JsonObject { ["application/json"] = deep } });
        Assert.Contains(new string('[', 63), Encoding.UTF8.GetString(new MessageCodec("").Encode(message).Last.ToByteArray()), StringComparison.Ordinal);
    }

    private static NetMQMessage Frames(byte[] content)
    {
        var header = """{"msg_id":"1","msg_type":"execute_request"}"""u8.ToArray();
        byte[][] frames = ["id"u8.ToArray(), "<IDS|MSG>"u8.ToArray(), [], header, "{}"u8.ToArray(), "{}"u8.ToArray(), content];
        return new NetMQMessage(frames);
    }
}
