using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using DiffusionCourse.Notebooks.Text;
using NetMQ;

namespace DiffusionCourse.Notebooks.Jupyter.Wire;

/// <summary>Messages to frames and back: identities, a delimiter, the signature, header, parent header, metadata, content.</summary>
internal sealed class MessageCodec(string key)
{
    private const int SignedFrames = 4;

    private static readonly byte[] Delimiter = "<IDS|MSG>"u8.ToArray();
    private static readonly UTF8Encoding Utf8 = new(false, throwOnInvalidBytes: true);
    private static readonly JsonDocumentOptions Strict = new() { AllowDuplicateProperties = false };
    // An output may be JSON that is nested as deeply as the parser takes it, and lies within a message.
    private static readonly JsonSerializerOptions Readable =
        new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping, MaxDepth = 256 };

    private readonly MessageSigner _signer = new(key);

    /// <exception cref="MalformedMessageException">The frames are no message, or the signature does not hold.</exception>
    public JupyterMessage Decode(JupyterChannel channel, NetMQMessage frames)
    {
        var all = frames.Select(frame => frame.ToByteArray()).ToList();
        var delimiter = all.FindIndex(frame => frame.AsSpan().SequenceEqual(Delimiter));
        if (delimiter < 0)
        {
            throw new MalformedMessageException("it has no delimiter");
        }

        if (all.Count < delimiter + 2 + SignedFrames)
        {
            throw new MalformedMessageException(
                $"it has {all.Count - delimiter - 1} frames after the delimiter, and needs {SignedFrames + 1}");
        }

        var signed = all.GetRange(delimiter + 2, SignedFrames);
        _signer.Check(all[delimiter + 1], signed);
        var header = Parse(signed[0], "header");
        Require(header, "msg_id");
        Require(header, "msg_type");
        return new JupyterMessage(channel, all[..delimiter], header, Parse(signed[1], "parent header"), Parse(signed[3], "content"))
        {
            Metadata = Parse(signed[2], "metadata"),
        };
    }

    public NetMQMessage Encode(JupyterMessage message)
    {
        byte[][] signed = [Bytes(message.Header), Bytes(message.Parent), Bytes(message.Metadata), Bytes(message.Content)];
        byte[][] all = [.. message.Identities, Delimiter, Encoding.ASCII.GetBytes(_signer.Sign(signed)), .. signed];
        return new NetMQMessage(all);
    }

    private static byte[] Bytes(JsonObject part) => JsonSerializer.SerializeToUtf8Bytes(part, Readable);

    private static JsonObject Parse(byte[] frame, string name)
    {
        try
        {
            // Half of a surrogate pair may stand in what a client sends, as an escape: it is U+FFFD, as in what the kernel sends.
            return JsonNode.Parse(NotebookJson.WithoutPythonisms(Utf8.GetString(frame)), documentOptions: Strict) as JsonObject
                ?? throw new MalformedMessageException($"its {name} is no JSON object");
        }
        catch (Exception exception) when (exception is JsonException or DecoderFallbackException)
        {
            throw new MalformedMessageException($"its {name} is no JSON object");
        }
    }

    private static void Require(JsonObject header, string name)
    {
        if (header[name] is not JsonValue value || !value.TryGetValue<string>(out _))
        {
            throw new MalformedMessageException($"its header has no text {name}");
        }
    }
}
