using System.Security.Cryptography.X509Certificates;

namespace DiffusionCourse.ReferenceServer;

/// <summary>What the server serves, and which real one it is like.</summary>
public sealed record ReferenceServerOptions
{
    /// <summary>A folder in Stable Diffusion's ONNX layout.</summary>
    public required string Model { get; init; }

    /// <summary>What the networks' names start with.</summary>
    public string Prefix { get; init; } = "emoji-128-";

    /// <summary>
    /// Rows of a request at most, as Triton's max_batch_size: then the timestep is [-1,1] in the metadata, and a request's tensors have one first
    /// dimension. 0: networks are served as their graphs are.
    /// </summary>
    public int MaxBatchSize { get; init; }

    /// <summary>Whether REST takes and gives binary tensors.</summary>
    public bool TakesBinary { get; init; } = true;

    /// <summary>Whether it lists that it does.</summary>
    public bool ListsBinary { get; init; } = true;

    /// <summary>The bearer token that calls must carry; null for none.</summary>
    public string? Token { get; init; }

    /// <summary>For TLS; null for plain connections.</summary>
    public X509Certificate2? Certificate { get; init; }

    /// <summary>The ports for REST and gRPC; 0 for any that is free.</summary>
    public (int Http, int Grpc) Ports { get; init; }

    /// <summary>Threads of each network.</summary>
    public int Threads { get; init; } = 1;

    /// <summary>Networks that run at the same time at most, as on one GPU, in the order in which the calls came; 0 for no limit.</summary>
    public int RunsAtOnce { get; init; }

    /// <summary>How a gRPC message may be long; null for no limit.</summary>
    public int? MostBytes { get; init; }
}
