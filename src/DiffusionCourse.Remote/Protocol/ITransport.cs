namespace DiffusionCourse.Remote;

/// <summary>The Open Inference Protocol (version 2), over REST or gRPC.</summary>
internal interface ITransport : IDisposable
{
    /// <summary>How tensors travel, for the reader.</summary>
    string Way { get; }

    /// <summary>Asks what the server is, which settles how tensors travel.</summary>
    /// <returns>Name and version, as the server states them.</returns>
    /// <exception cref="ServerTroubleException">It does not answer, or refuses.</exception>
    Task<string> GreetAsync(CancellationToken cancellation);

    /// <summary>Asks what a network takes and gives; null where the server has none of that name.</summary>
    /// <exception cref="ServerTroubleException">It does not answer, or refuses.</exception>
    Task<NetworkDescription?> DescribeAsync(string network, CancellationToken cancellation);

    /// <summary>Whether a network can be called now: after its warm-up, where it has one.</summary>
    Task<bool> IsReadyAsync(string network, CancellationToken cancellation);

    /// <summary>Runs a network.</summary>
    /// <exception cref="ServerTroubleException">It does not answer, refuses, or gives what it should not.</exception>
    Task<InferenceAnswer> InferAsync(InferenceCall call, CancellationToken cancellation);

    /// <summary>Leaves connections over which nothing comes back: the next calls connect anew, and those on their way go on.</summary>
    void Renew();
}
