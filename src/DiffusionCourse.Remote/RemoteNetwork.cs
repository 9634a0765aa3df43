using DiffusionCourse.Inference;

namespace DiffusionCourse.Remote;

/// <summary>A network that runs on a server.</summary>
internal sealed class RemoteNetwork(ServerModel server, string component, NetworkDescription description, NoticeList notices) : Network
{
    public override string Location => server.LocationOf(component);

    public override NoticeList Notices => notices;

    public override IReadOnlyList<TensorSignature> Inputs => description.Inputs;

    public override IReadOnlyList<TensorSignature> Outputs => description.Outputs;

    public override INetworkRun Bind(
        IEnumerable<(TensorSignature Signature, TensorBuffer Buffer)> inputs, TensorSignature output, TensorBuffer result)
        => new BoundCall(server, component, [.. inputs], output, result);

    public override NetworkOutput Run(
        IReadOnlyList<(TensorSignature Signature, TensorBuffer Buffer)> inputs, TensorSignature output, RunControl control)
    {
        var answer = server.Run(component, inputs, output, shape: null, control);
        return new(answer.Shape, AnswerCheck.Values(answer));
    }

    // The server is the model's, which outlives its networks.
    public override void Dispose()
    {
    }

    private sealed class BoundCall(
        ServerModel server, string component, (TensorSignature Signature, TensorBuffer Buffer)[] inputs, TensorSignature output,
        TensorBuffer result) : INetworkRun
    {
        public void Run(RunControl control)
            => server.Run(component, inputs, output, result.Shape, control).Bytes.Span.CopyTo(result.Bytes);

        public void Dispose()
        {
        }
    }
}
