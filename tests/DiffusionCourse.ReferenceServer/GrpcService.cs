using DiffusionCourse.Remote.Protocol;
using Google.Protobuf;
using Grpc.Core;

namespace DiffusionCourse.ReferenceServer;

/// <summary>The protocol over gRPC, with raw tensors.</summary>
internal sealed class GrpcService(NetworkHost host) : GRPCInferenceService.GRPCInferenceServiceBase
{
    public override Task<ServerLiveResponse> ServerLive(ServerLiveRequest request, ServerCallContext context)
        => Task.FromResult(new ServerLiveResponse { Live = true });

    public override Task<ServerReadyResponse> ServerReady(ServerReadyRequest request, ServerCallContext context)
        => Task.FromResult(new ServerReadyResponse { Ready = host.IsReady });

    public override Task<ModelReadyResponse> ModelReady(ModelReadyRequest request, ServerCallContext context) => Answer(() =>
    {
        host.Find(request.Name);
        return Task.FromResult(new ModelReadyResponse { Ready = host.IsReady });
    });

    public override Task<ServerMetadataResponse> ServerMetadata(ServerMetadataRequest request, ServerCallContext context)
        => Task.FromResult(new ServerMetadataResponse { Name = "reference", Version = "1.0" });

    public override Task<ModelMetadataResponse> ModelMetadata(ModelMetadataRequest request, ServerCallContext context) => Answer(() =>
    {
        var network = host.Find(request.Name);
        var response = new ModelMetadataResponse { Name = request.Name };
        response.Inputs.AddRange(network.Inputs.Select(Metadata));
        response.Outputs.AddRange(network.Outputs.Select(Metadata));
        return Task.FromResult(response);
    });

    public override Task<ModelInferResponse> ModelInfer(ModelInferRequest request, ServerCallContext context) => Answer(async () =>
    {
        if (request.RawInputContents.Count != request.Inputs.Count || request.Inputs.Any(input => input.Contents is not null))
        {
            throw new CallRefusedException(400, "raw contents alone, one an input");
        }

        Tensor[] inputs = [
            .. request.Inputs.Zip(request.RawInputContents, (input, raw) =>
                new Tensor(input.Name, input.Datatype, [.. input.Shape], raw.ToByteArray()))
        ];
        var call = new CallRecord(
            request.ModelName, request.Id, inputs.ToDictionary(input => input.Name, input => input.Shape),
            [.. request.Outputs.Select(output => output.Name)], request.CalculateSize() + 5, "grpc");
        var (outputs, fault) = await host.RunAsync(call, inputs, context.CancellationToken);
        if (fault is FaultKind.Cut or FaultKind.Garbage)
        {
            context.GetHttpContext().Abort();
        }

        var response = new ModelInferResponse { ModelName = request.ModelName, ModelVersion = "1", Id = request.Id };
        foreach (var output in outputs)
        {
            response.Outputs.Add(new ModelInferResponse.Types.InferOutputTensor
            {
                Name = output.Name, Datatype = output.Datatype, Shape = { output.Shape },
            });
            response.RawOutputContents.Add(UnsafeByteOperations.UnsafeWrap(output.Bytes));
        }

        return response;
    });

    private static async Task<T> Answer<T>(Func<Task<T>> work)
    {
        try
        {
            return await work();
        }
        catch (CallRefusedException refused)
        {
            throw new RpcException(new(StatusOf(refused.Status), refused.Message));
        }
    }

    private static StatusCode StatusOf(int status) => status switch
    {
        400 or 422 => StatusCode.InvalidArgument,
        401 => StatusCode.Unauthenticated,
        403 => StatusCode.PermissionDenied,
        404 => StatusCode.NotFound,
        429 => StatusCode.ResourceExhausted,
        501 => StatusCode.Unimplemented,
        503 => StatusCode.Unavailable,
        _ => StatusCode.Internal,
    };

    private static ModelMetadataResponse.Types.TensorMetadata Metadata(Tensor tensor)
        => new() { Name = tensor.Name, Datatype = tensor.Datatype, Shape = { tensor.Shape } };
}
