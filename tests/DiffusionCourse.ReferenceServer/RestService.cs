using System.Globalization;
using System.Runtime.InteropServices;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization;
using Microsoft.AspNetCore.Http;

namespace DiffusionCourse.ReferenceServer;

/// <summary>The protocol over REST, with Triton's binary tensors.</summary>
internal sealed class RestService(ReferenceServerOptions options, NetworkHost host)
{
    private static readonly JsonSerializerOptions Json = new()
    {
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
        NumberHandling = JsonNumberHandling.AllowNamedFloatingPointLiterals,
    };
    private const string HeaderLength = "Inference-Header-Content-Length";

    public async Task AnswerAsync(HttpContext context)
    {
        try
        {
            var path = context.Request.Path.Value!.Split('/', StringSplitOptions.RemoveEmptyEntries);
            switch (path)
            {
                case ["v2"]:
                    string[] extensions = options.ListsBinary ? ["classification", "binary_tensor_data"] : [];
                    await WriteAsync(context, 200, new { name = "reference", version = "1.0", extensions });
                    break;
                case ["v2", "health", "live" or "ready"]:
                    break;
                case ["v2", "models", var name]:
                    var network = host.Find(name);
                    await WriteAsync(context, 200, new
                    {
                        name,
                        versions = (string[]?)null,
                        platform = "",
                        inputs = network.Inputs.Select(Metadata),
                        outputs = network.Outputs.Select(Metadata),
                    });
                    break;
                case ["v2", "models", var name, "ready"]:
                    host.Find(name);
                    context.Response.StatusCode = host.IsReady ? 200 : 503;
                    break;
                case ["v2", "models", var name, "infer"] when context.Request.Method == "POST":
                    await InferAsync(context, name);
                    break;
                default:
                    throw new CallRefusedException(404, "Not Found");
            }
        }
        catch (CallRefusedException refused)
        {
            if (refused.RetryAfter is { } seconds)
            {
                context.Response.Headers.RetryAfter = seconds.ToString(CultureInfo.InvariantCulture);
            }

            await WriteAsync(context, refused.Status, refused.Status == 422
                ? new { detail = new[] { new { loc = new[] { "body", "inputs" }, msg = refused.Message } } }
                : (object)new { error = refused.Message });
        }
    }

    private async Task InferAsync(HttpContext context, string name)
    {
        using var stream = new MemoryStream((int)(context.Request.ContentLength ?? 0));
        await context.Request.Body.CopyToAsync(stream, context.RequestAborted);
        var body = stream.ToArray();
        var binary = context.Request.Headers[HeaderLength] is [{ } stated];
        if (binary && !options.TakesBinary)
        {
            throw new CallRefusedException(500, "binary tensors are not understood");
        }

        var length = binary ? int.Parse(context.Request.Headers[HeaderLength]!, CultureInfo.InvariantCulture) : body.Length;
        var request = JsonNode.Parse(body.AsSpan(0, length))!;
        if ((string?)request["id"] is not { Length: > 0 } id)
        {
            throw new CallRefusedException(500, "a request without an id");
        }

        var at = length;
        var inputs = request["inputs"]!.AsArray().Select(input => Read(input!, body, ref at)).ToArray();
        string[] wanted = [.. request["outputs"]!.AsArray().Select(output => (string)output!["name"]!)];
        var call = new CallRecord(
            name, id, inputs.ToDictionary(input => input.Name, input => input.Shape), wanted, body.Length, binary ? "binary" : "json");
        var (outputs, fault) = await host.RunAsync(call, inputs, context.RequestAborted);
        if (fault == FaultKind.Garbage)
        {
            await context.Response.WriteAsync("<html>not what you think</html>");
            return;
        }

        await WriteAsync(context, name, id, outputs, binary, fault == FaultKind.Cut);
    }

    private static async Task WriteAsync(
        HttpContext context, string name, string id, IReadOnlyList<Tensor> outputs, bool binary, bool cut)
    {
        var list = outputs.Select(output => new
        {
            name = output.Name,
            datatype = output.Datatype,
            shape = output.Shape,
            parameters = binary ? new { binary_data_size = output.Bytes.Length } : null,
            data = binary ? null : Values(output),
        });
        var json = JsonSerializer.SerializeToUtf8Bytes(
            new { model_name = name, model_version = "1", id, outputs = list },
            Json);
        var body = binary ? Join([json, .. outputs.Select(output => output.Bytes)]) : json;
        context.Response.ContentType = binary ? "application/octet-stream" : "application/json";
        context.Response.ContentLength = body.Length;
        if (binary)
        {
            context.Response.Headers[HeaderLength] = json.Length.ToString(CultureInfo.InvariantCulture);
        }

        await context.Response.Body.WriteAsync(cut ? body.AsMemory(0, body.Length / 2) : body, context.RequestAborted);
        if (cut)
        {
            await context.Response.Body.FlushAsync(context.RequestAborted);
            context.Abort();
        }
    }

    private static byte[] Join(IReadOnlyList<byte[]> parts)
    {
        var whole = new byte[parts.Sum(part => part.Length)];
        var at = 0;
        foreach (var part in parts)
        {
            part.CopyTo(whole, at);
            at += part.Length;
        }

        return whole;
    }

    private static Tensor Read(JsonNode input, byte[] body, ref int at)
    {
        var (name, datatype) = ((string)input["name"]!, (string)input["datatype"]!);
        long[] shape = [.. input["shape"]!.AsArray().Select(side => (long)side!)];
        if (input["parameters"]?["binary_data_size"] is { } size)
        {
            var bytes = body[at..(at + (int)size)];
            at += (int)size;
            return new(name, datatype, shape, bytes);
        }

        var data = input["data"]!.AsArray();
        return new(name, datatype, shape, datatype switch
        {
            "FP32" => Bytes(data.Select(value => (float)value!)),
            "FP64" => Bytes(data.Select(value => (double)value!)),
            "INT32" => Bytes(data.Select(value => (int)value!)),
            "INT64" => Bytes(data.Select(value => (long)value!)),
            _ => throw new CallRefusedException(422, $"'{datatype}' has no form in JSON"),
        });
    }

    private static byte[] Bytes<T>(IEnumerable<T> values) where T : struct => MemoryMarshal.AsBytes(values.ToArray().AsSpan()).ToArray();

    private static object Values(Tensor output) => output.Datatype switch
    {
        "FP32" => MemoryMarshal.Cast<byte, float>(output.Bytes).ToArray(),
        "FP64" => MemoryMarshal.Cast<byte, double>(output.Bytes).ToArray(),
        "INT32" => MemoryMarshal.Cast<byte, int>(output.Bytes).ToArray(),
        _ => throw new CallRefusedException(422, $"'{output.Datatype}' has no form in JSON"),
    };

    private static object Metadata(Tensor tensor) => new { name = tensor.Name, datatype = tensor.Datatype, shape = tensor.Shape };

    private static Task WriteAsync(HttpContext context, int status, object content)
    {
        context.Response.StatusCode = status;
        return context.Response.WriteAsJsonAsync(content, context.RequestAborted);
    }
}
