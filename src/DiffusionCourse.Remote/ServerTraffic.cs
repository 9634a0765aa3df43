namespace DiffusionCourse.Inference;

/// <summary>What moved between a pipeline and its servers so far.</summary>
/// <param name="Calls">Calls that were answered: round trips.</param>
/// <param name="BytesSent">Bytes of their messages, without what HTTP adds.</param>
/// <param name="BytesReceived">Bytes of the answers.</param>
/// <param name="TextBytesSent">
/// Of the bytes sent, those of text embeddings: the UNet wants them anew at each step, as the protocol keeps nothing between calls.
/// </param>
public sealed record ServerTraffic(long Calls, long BytesSent, long BytesReceived, long TextBytesSent)
{
    /// <inheritdoc/>
    public override string ToString()
        => Invariant($"{Calls} calls, {BytesSent / 1e6:0.00} MB sent ({TextBytesSent / 1e6:0.00} MB of it text, again at each step), ")
            + Invariant($"{BytesReceived / 1e6:0.00} MB received");
}
