using System.Net;
using System.Net.Sockets;
using System.Security.Authentication;
using DiffusionCourse.Remote.Protocol;
using Google.Protobuf;
using Grpc.Core;
using Grpc.Net.Client;

namespace DiffusionCourse.Remote;

/// <summary>The protocol over gRPC. Tensors travel raw, whose form is one for all element types.</summary>
internal sealed class GrpcTransport : ITransport
{
    // A message's length and flag.
    private const int Frame = 5;
    private readonly ServerTroubles _troubles;
    private readonly RenewableConnection<GrpcChannel> _connection;
    private readonly Metadata _headers = [];

    public GrpcTransport(ServerAddress address, ServerSettings settings)
    {
        _troubles = new(address, settings);
        _connection = new(() => GrpcChannel.ForAddress(address.Root, new()
        {
            HttpHandler = Connections.Open(address, settings),
            DisposeHttpClient = true,
            // A decoded picture is larger than the 4 MB that are allowed unless something else is said.
            MaxReceiveMessageSize = null,
            MaxSendMessageSize = null,
        }));
        if (settings.Token is { } token)
        {
            _headers.Add("authorization", $"Bearer {token}");
        }

        foreach (var (name, value) in settings.Headers)
        {
            _headers.Add(name.ToLowerInvariant(), value);
        }
    }

    public string Way => "gRPC";

    public async Task<string> GreetAsync(CancellationToken cancellation)
    {
        var said = await CallAsync((client, options) => client.ServerMetadataAsync(new(), options), "the server", cancellation);
        return $"{said.Name} {said.Version}".TrimEnd();
    }

    public async Task<NetworkDescription?> DescribeAsync(string network, CancellationToken cancellation)
    {
        try
        {
            var said = await SendAsync((client, options) => client.ModelMetadataAsync(new() { Name = network }, options), cancellation);
            return new([.. said.Inputs.Select(Tensor)], [.. said.Outputs.Select(Tensor)]);
        }
        catch (RpcException error) when (error.StatusCode == StatusCode.NotFound)
        {
            return null;
        }
        catch (RpcException error)
        {
            throw Trouble(error, network, cancellation);
        }
    }

    public async Task<bool> IsReadyAsync(string network, CancellationToken cancellation)
    {
        try
        {
            var said = await CallAsync(
                (client, options) => client.ModelReadyAsync(new() { Name = network }, options), network, cancellation);
            return said.Ready;
        }
        catch (ServerTroubleException)
        {
            return false;
        }
    }

    public async Task<InferenceAnswer> InferAsync(InferenceCall call, CancellationToken cancellation)
    {
        var request = Request(call);
        var answer = await CallAsync((client, options) => client.ModelInferAsync(request, options), call.Network, cancellation);
        var place = answer.Outputs.Index().FirstOrDefault(output => output.Item.Name == call.Output.Name);
        return place.Item is null ? throw _troubles.OfAnswer($"of '{call.Network}', there is no output '{call.Output.Name}' in it")
            : answer.RawOutputContents.Count <= place.Index
                ? throw _troubles.OfAnswer($"of '{call.Network}', '{call.Output.Name}' has no raw content")
            : new(
                Datatype.Parse(place.Item.Datatype), [.. place.Item.Shape], answer.RawOutputContents[place.Index].Memory,
                request.CalculateSize() + Frame, answer.CalculateSize() + Frame);
    }

    public void Renew() => _connection.Renew();

    public void Dispose() => _connection.Dispose();

    private static ModelInferRequest Request(InferenceCall call)
    {
        var request = new ModelInferRequest
        {
            ModelName = call.Network,
            Id = call.Id,
            Outputs = { new ModelInferRequest.Types.InferRequestedOutputTensor { Name = call.Output.Name } },
        };
        foreach (var (signature, buffer) in call.Inputs)
        {
            request.Inputs.Add(new ModelInferRequest.Types.InferInputTensor
            {
                Name = signature.Name,
                Datatype = Datatype.NameOf(signature.Type),
                Shape = { buffer.Shape },
            });
            request.RawInputContents.Add(ByteString.CopyFrom(buffer.Bytes));
        }

        return request;
    }

    private static Inference.TensorSignature Tensor(ModelMetadataResponse.Types.TensorMetadata tensor)
        => NetworkDescription.Tensor(tensor.Name, tensor.Datatype, tensor.Shape);

    private async Task<T> SendAsync<T>(
        Func<GRPCInferenceService.GRPCInferenceServiceClient, CallOptions, AsyncUnaryCall<T>> start, CancellationToken cancellation)
    {
        using var connection = _connection.Take();
        return await start(new(connection.Value), new(_headers, cancellationToken: cancellation));
    }

    private async Task<T> CallAsync<T>(
        Func<GRPCInferenceService.GRPCInferenceServiceClient, CallOptions, AsyncUnaryCall<T>> start, string what,
        CancellationToken cancellation)
    {
        try
        {
            return await SendAsync(start, cancellation);
        }
        catch (RpcException error)
        {
            throw Trouble(error, what, cancellation);
        }
    }

    // The exception itself goes no further: a server may have repeated the token in its words.
    private Exception Trouble(RpcException error, string what, CancellationToken cancellation)
        => cancellation.IsCancellationRequested ? new OperationCanceledException(cancellation)
        : error.Status.DebugException is { } cause
            and (HttpRequestException or IOException or AuthenticationException or SocketException or OperationCanceledException)
            ? _troubles.OfConnection(cause)
        : _troubles.OfStatus(StatusOf(error.StatusCode), error.Status.Detail, what);

    // As grpc-gateway numbers them, but that a call which was given up is a passing trouble.
    private static HttpStatusCode StatusOf(StatusCode status) => status switch
    {
        StatusCode.InvalidArgument or StatusCode.FailedPrecondition or StatusCode.OutOfRange => HttpStatusCode.BadRequest,
        StatusCode.Unauthenticated => HttpStatusCode.Unauthorized,
        StatusCode.PermissionDenied => HttpStatusCode.Forbidden,
        StatusCode.NotFound => HttpStatusCode.NotFound,
        StatusCode.ResourceExhausted => HttpStatusCode.TooManyRequests,
        StatusCode.Unimplemented => HttpStatusCode.NotImplemented,
        StatusCode.Unavailable or StatusCode.Aborted or StatusCode.Cancelled => HttpStatusCode.ServiceUnavailable,
        StatusCode.DeadlineExceeded => HttpStatusCode.GatewayTimeout,
        _ => HttpStatusCode.InternalServerError,
    };
}
