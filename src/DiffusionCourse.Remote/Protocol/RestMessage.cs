using System.Buffers;
using System.Globalization;
using System.Runtime.InteropServices;
using System.Text.Json;
using DiffusionCourse.Inference;
using Microsoft.ML.OnnxRuntime.Tensors;

namespace DiffusionCourse.Remote;

/// <summary>
/// A call and its answer in REST: JSON, and with Triton's binary tensors their bytes after it
/// (triton-inference-server/server, docs/protocol/extension_binary_data.md).
/// </summary>
internal static class RestMessage
{
    /// <summary>The header with the length of the JSON that stands before the tensors' bytes.</summary>
    public const string LengthHeader = "Inference-Header-Content-Length";

    /// <summary>The body of a call.</summary>
    /// <param name="call">The call.</param>
    /// <param name="binary">Whether tensors follow the JSON as bytes.</param>
    /// <param name="headerLength">Receives the length of the JSON.</param>
    public static byte[] Write(InferenceCall call, bool binary, out int headerLength)
    {
        var header = new ArrayBufferWriter<byte>();
        using (var json = new Utf8JsonWriter(header))
        {
            WriteHeader(json, call, binary);
        }

        headerLength = header.WrittenCount;
        if (!binary)
        {
            return header.WrittenSpan.ToArray();
        }

        var body = new byte[headerLength + call.Inputs.Sum(input => input.Buffer.Bytes.Length)];
        header.WrittenSpan.CopyTo(body);
        var at = headerLength;
        foreach (var (_, buffer) in call.Inputs)
        {
            buffer.Bytes.CopyTo(body.AsSpan(at));
            at += buffer.Bytes.Length;
        }

        return body;
    }

    /// <summary>The output of an answer.</summary>
    /// <param name="body">The answer's body.</param>
    /// <param name="headerLength">The length of the JSON where bytes follow it; null where all is JSON.</param>
    /// <param name="output">The output's name.</param>
    /// <param name="sent">Bytes of the call.</param>
    /// <exception cref="FormatException">The body is not as the protocol has it; the message says how.</exception>
    public static InferenceAnswer Read(byte[] body, int? headerLength, string output, long sent)
    {
        if (headerLength < 0 || headerLength > body.Length)
        {
            throw new FormatException($"its header is said to have {headerLength} of {body.Length} bytes");
        }

        using var document = Parse(body.AsMemory(0, headerLength ?? body.Length));
        var at = headerLength ?? body.Length;
        foreach (var tensor in Outputs(document.RootElement))
        {
            var size = BinarySize(tensor);
            if (tensor.GetProperty("name").GetString() == output)
            {
                var type = Datatype.Parse(tensor.GetProperty("datatype").GetString());
                long[] shape = [.. tensor.GetProperty("shape").EnumerateArray().Select(side => side.GetInt64())];
                return size is null ? new(type, shape, Values(tensor, type, shape), sent, body.Length)
                    : at + size <= body.Length ? new(type, shape, body.AsMemory(at, size.Value), sent, body.Length)
                    : throw new FormatException($"'{output}' is cut: {body.Length - at} of {size} bytes came");
            }

            at += size ?? 0;
        }

        throw new FormatException($"there is no output '{output}' in it");
    }

    private static void WriteHeader(Utf8JsonWriter json, InferenceCall call, bool binary)
    {
        json.WriteStartObject();
        json.WriteString("id", call.Id);
        json.WriteStartArray("inputs");
        foreach (var (signature, buffer) in call.Inputs)
        {
            json.WriteStartObject();
            json.WriteString("name", signature.Name);
            json.WriteString("datatype", Datatype.NameOf(signature.Type));
            json.WriteStartArray("shape");
            foreach (var side in buffer.Shape)
            {
                json.WriteNumberValue(side);
            }

            json.WriteEndArray();
            if (binary)
            {
                json.WriteStartObject("parameters");
                json.WriteNumber("binary_data_size", buffer.Bytes.Length);
                json.WriteEndObject();
            }
            else
            {
                WriteValues(json, buffer);
            }

            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteStartArray("outputs");
        json.WriteStartObject();
        json.WriteString("name", call.Output.Name);
        if (binary)
        {
            json.WriteStartObject("parameters");
            json.WriteBoolean("binary_data", true);
            json.WriteEndObject();
        }

        json.WriteEndObject();
        json.WriteEndArray();
        json.WriteEndObject();
    }

    private static void WriteValues(Utf8JsonWriter json, TensorBuffer buffer)
    {
        json.WriteStartArray("data");
        switch (buffer.Type)
        {
            case TensorElementType.Float:
                Each<float>(json.WriteNumberValue);
                break;
            case TensorElementType.Double:
                Each<double>(json.WriteNumberValue);
                break;
            case TensorElementType.Int32:
                Each<int>(json.WriteNumberValue);
                break;
            case TensorElementType.Int64:
                Each<long>(json.WriteNumberValue);
                break;
            default:
                throw new InvalidOperationException($"{buffer.Type} has no form in JSON.");
        }

        json.WriteEndArray();

        void Each<T>(Action<T> write) where T : struct
        {
            foreach (var value in MemoryMarshal.Cast<byte, T>(buffer.Bytes))
            {
                write(value);
            }
        }
    }

    private static JsonDocument Parse(ReadOnlyMemory<byte> json)
    {
        try
        {
            return JsonDocument.Parse(json);
        }
        catch (JsonException error)
        {
            throw new FormatException("it is no JSON", error);
        }
    }

    // What the rest reads is there, and of its kind, or the answer is refused here.
    private static JsonElement[] Outputs(JsonElement root)
    {
        return root.ValueKind == JsonValueKind.Object && root.TryGetProperty("outputs", out var list)
            && list.ValueKind == JsonValueKind.Array && list.EnumerateArray().All(IsTensor)
            ? [.. list.EnumerateArray()] : throw new FormatException("it lists no outputs with name, datatype and shape");

        static bool IsTensor(JsonElement tensor) => tensor.ValueKind == JsonValueKind.Object
            && tensor.TryGetProperty("name", out var name) && name.ValueKind == JsonValueKind.String
            && tensor.TryGetProperty("datatype", out var type) && type.ValueKind == JsonValueKind.String
            && tensor.TryGetProperty("shape", out var shape) && shape.ValueKind == JsonValueKind.Array
            && shape.EnumerateArray().All(side => side.ValueKind == JsonValueKind.Number && side.TryGetInt64(out _));
    }

    private static int? BinarySize(JsonElement tensor)
        => tensor.TryGetProperty("parameters", out var parameters) && parameters.ValueKind == JsonValueKind.Object
            && parameters.TryGetProperty("binary_data_size", out var size)
            ? size.ValueKind == JsonValueKind.Number && size.TryGetInt32(out var bytes) && bytes >= 0 ? bytes
                : throw new FormatException($"binary_data_size is {size.GetRawText()}")
            : null;

    private static byte[] Values(JsonElement tensor, TensorElementType type, long[] shape)
    {
        if (!tensor.TryGetProperty("data", out var data) || data.ValueKind != JsonValueKind.Array)
        {
            throw new FormatException("an output has neither data nor bytes");
        }

        try
        {
            return type switch
            {
                TensorElementType.Float => Bytes(data, shape, value => value.GetSingle()),
                TensorElementType.Double => Bytes(data, shape, value => value.GetDouble()),
                TensorElementType.Float16 => Bytes(data, shape, value => (Half)value.GetSingle()),
                _ => throw new FormatException($"an output of {type} is not read"),
            };
        }
        catch (InvalidOperationException error)
        {
            throw new FormatException("an output's data holds other things than numbers", error);
        }
    }

    private static byte[] Bytes<T>(JsonElement data, long[] shape, Func<JsonElement, T> read) where T : struct
    {
        var values = new List<T>();
        Flatten(data);
        return values.Count == shape.Aggregate(1L, (product, side) => product * side)
            ? MemoryMarshal.AsBytes(CollectionsMarshal.AsSpan(values)).ToArray()
            : throw new FormatException(
                $"an output of [{string.Join(",", shape)}] has {values.Count.ToString(CultureInfo.InvariantCulture)} values");

        // Row-major, flat or in lists within lists: the specification allows both.
        void Flatten(JsonElement element)
        {
            if (element.ValueKind != JsonValueKind.Array)
            {
                values.Add(read(element));
                return;
            }

            foreach (var inner in element.EnumerateArray())
            {
                Flatten(inner);
            }
        }
    }
}
