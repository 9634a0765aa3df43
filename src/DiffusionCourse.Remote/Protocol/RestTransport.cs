using System.Globalization;
using System.Net;
using System.Net.Http.Headers;
using System.Text.Json;
using Microsoft.ML.OnnxRuntime.Tensors;

namespace DiffusionCourse.Remote;

/// <summary>The protocol over REST: HTTP/1.1, with binary tensors where the server lists them, else JSON.</summary>
internal sealed class RestTransport : ITransport
{
    private const string BinaryTensors = "binary_tensor_data";
    private readonly ServerAddress _address;
    private readonly ServerTroubles _troubles;
    private readonly RenewableConnection<HttpClient> _connection;
    private bool _binary;

    public RestTransport(ServerAddress address, ServerSettings settings)
    {
        _address = address;
        _troubles = new(address, settings);
        _binary = address.Binary ?? false;
        _connection = new(() => Open(address, settings));
    }

    public string Way => _binary ? "REST with binary tensors" : "REST with JSON";

    public async Task<string> GreetAsync(CancellationToken cancellation)
    {
        using var document = await GetAsync("v2", "the server", cancellation) ?? throw _troubles.OfStatus(
            HttpStatusCode.NotFound, null, "v2");
        var root = document.RootElement;
        if (root.ValueKind != JsonValueKind.Object || Text(root, "name") is not { } name)
        {
            throw _troubles.OfAnswer("what it says of itself names no server of the Open Inference Protocol");
        }

        _binary = _address.Binary ?? (root.TryGetProperty("extensions", out var extensions)
            && extensions.ValueKind == JsonValueKind.Array
            && extensions.EnumerateArray().Any(one => one.ValueKind == JsonValueKind.String && one.GetString() == BinaryTensors));
        return $"{name} {Text(root, "version")}".TrimEnd();
    }

    public async Task<NetworkDescription?> DescribeAsync(string network, CancellationToken cancellation)
    {
        using var document = await GetAsync(PathOf(network), network, cancellation);
        if (document is null)
        {
            return null;
        }

        try
        {
            return new(Tensors(document.RootElement, "inputs"), Tensors(document.RootElement, "outputs"));
        }
        catch (Exception error) when (error is KeyNotFoundException or InvalidOperationException or FormatException)
        {
            throw _troubles.OfAnswer($"its metadata of '{network}' do not list inputs and outputs with name, datatype and shape");
        }
    }

    public async Task<bool> IsReadyAsync(string network, CancellationToken cancellation)
    {
        try
        {
            using var connection = _connection.Take();
            using var answer = await SendAsync(connection.Value, new(HttpMethod.Get, $"{PathOf(network)}/ready"), cancellation);
            return answer.IsSuccessStatusCode;
        }
        catch (ServerTroubleException)
        {
            return false;
        }
    }

    public async Task<InferenceAnswer> InferAsync(InferenceCall call, CancellationToken cancellation)
    {
        if (!_binary && call.Inputs.Select(input => input.Signature).Append(call.Output).Any(IsHalf))
        {
            throw new ServerTroubleException(
                $"'{call.Network}' on {_address} is float16, which has no form in JSON, and the server lists no binary tensors. Use its "
                    + "gRPC address (grpc://HOST:PORT), or write ?binary=true after this one where it takes them all the same.",
                Repetition.Never);
        }

        var body = RestMessage.Write(call, _binary, out var headerLength);
        using var request = new HttpRequestMessage(HttpMethod.Post, $"{PathOf(call.Network)}/infer");
        request.Content = new ByteArrayContent(body);
        request.Content.Headers.ContentType = new(_binary ? "application/octet-stream" : "application/json");
        if (_binary)
        {
            request.Headers.Add(RestMessage.LengthHeader, headerLength.ToString(CultureInfo.InvariantCulture));
        }

        using var connection = _connection.Take();
        using var answer = await SendAsync(connection.Value, request, cancellation);
        var content = await ReadAsync(answer, cancellation);
        Require(answer, content, call.Network);
        try
        {
            return RestMessage.Read(content, HeaderLength(answer), call.Output.Name, body.Length);
        }
        catch (FormatException error)
        {
            throw _troubles.OfAnswer($"of '{call.Network}', {error.Message}");
        }
    }

    public void Renew() => _connection.Renew();

    public void Dispose() => _connection.Dispose();

    private static HttpClient Open(ServerAddress address, ServerSettings settings)
    {
        var client = new HttpClient(Connections.Open(address, settings))
        {
            BaseAddress = address.Root,
            Timeout = Timeout.InfiniteTimeSpan,
        };
        if (settings.Token is { } token)
        {
            client.DefaultRequestHeaders.Authorization = new("Bearer", token);
        }

        foreach (var (name, value) in settings.Headers)
        {
            client.DefaultRequestHeaders.TryAddWithoutValidation(name, value);
        }

        return client;
    }

    private static bool IsHalf(Inference.TensorSignature tensor) => tensor.Type is TensorElementType.Float16 or TensorElementType.BFloat16;

    private static string PathOf(string network) => $"v2/models/{Uri.EscapeDataString(network)}";

    private static int? HeaderLength(HttpResponseMessage answer)
        => !answer.Headers.TryGetValues(RestMessage.LengthHeader, out var stated)
            && !answer.Content.Headers.TryGetValues(RestMessage.LengthHeader, out stated) ? null
        : int.TryParse(stated.First(), CultureInfo.InvariantCulture, out var length) ? length : -1;

    // Null for what is not there.
    private async Task<JsonDocument?> GetAsync(string path, string what, CancellationToken cancellation)
    {
        using var connection = _connection.Take();
        using var answer = await SendAsync(connection.Value, new(HttpMethod.Get, path), cancellation);
        var content = await ReadAsync(answer, cancellation);
        if (answer.StatusCode == HttpStatusCode.NotFound)
        {
            return null;
        }

        Require(answer, content, what);
        try
        {
            return JsonDocument.Parse(content);
        }
        catch (JsonException)
        {
            throw _troubles.OfAnswer($"what it says of {what} is no JSON");
        }
    }

    private async Task<HttpResponseMessage> SendAsync(HttpClient client, HttpRequestMessage request, CancellationToken cancellation)
    {
        try
        {
            return await client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, cancellation);
        }
        catch (HttpRequestException error)
        {
            throw _troubles.OfConnection(error);
        }
    }

    private async Task<byte[]> ReadAsync(HttpResponseMessage answer, CancellationToken cancellation)
    {
        try
        {
            return await answer.Content.ReadAsByteArrayAsync(cancellation);
        }
        catch (Exception error) when (error is HttpRequestException or IOException)
        {
            throw _troubles.OfConnection(error);
        }
    }

    private void Require(HttpResponseMessage answer, byte[] content, string what)
    {
        if (!answer.IsSuccessStatusCode)
        {
            throw _troubles.OfStatus(answer.StatusCode, RestError.TextOf(content), what, WaitOf(answer.Headers.RetryAfter));
        }
    }

    private static TimeSpan? WaitOf(RetryConditionHeaderValue? stated) => stated?.Delta ?? stated?.Date - DateTimeOffset.UtcNow;

    private static string? Text(JsonElement root, string property)
        => root.TryGetProperty(property, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;

    private static Inference.TensorSignature[] Tensors(JsonElement root, string property)
        => [
            .. root.GetProperty(property).EnumerateArray().Select(tensor => NetworkDescription.Tensor(
                tensor.GetProperty("name").GetString()!, tensor.GetProperty("datatype").GetString(),
                tensor.GetProperty("shape").EnumerateArray().Select(side => side.GetInt64())))
        ];
}
