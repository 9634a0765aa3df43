using System.Collections.Concurrent;
using System.Runtime.InteropServices;

namespace DiffusionCourse.ReferenceServer;

/// <summary>The networks of a model, the calls that came, and the faults that are staged.</summary>
internal sealed class NetworkHost : IDisposable
{
    private static readonly string[] Components = ["text_encoder", "unet", "vae_decoder", "vae_encoder"];
    private readonly Dictionary<string, ServedNetwork> _networks = [];
    private readonly SemaphoreSlim? _turns;

    public NetworkHost(ReferenceServerOptions options)
    {
        _turns = options.RunsAtOnce > 0 ? new(options.RunsAtOnce) : null;
        foreach (var component in Components)
        {
            var path = Path.Combine(options.Model, component, "model.onnx");
            if (File.Exists(path))
            {
                // Triton batches what has a free first dimension; a VAE stays small.
                _networks[options.Prefix + component] = new(path, options.Threads, options.MaxBatchSize);
            }
        }
    }

    public ConcurrentQueue<ServerFault> Faults { get; } = [];

    public ConcurrentQueue<CallRecord> Calls { get; } = [];

    /// <summary>Called before each run.</summary>
    public Action<string>? Running { get; set; }

    public bool IsReady { get; set; } = true;

    /// <summary>A network; while none is ready, nothing is said of it.</summary>
    public ServedNetwork Find(string name) => !IsReady ? throw new CallRefusedException(503, $"model '{name}' is not ready")
        : _networks.GetValueOrDefault(name) ?? throw new CallRefusedException(404, $"Request for unknown model: '{name}' is not found");

    /// <summary>Runs a network, unless a fault is staged that comes before.</summary>
    public async Task<(IReadOnlyList<Tensor> Outputs, FaultKind? Fault)> RunAsync(
        CallRecord call, IReadOnlyList<Tensor> inputs, CancellationToken cancellation)
    {
        Calls.Enqueue(call);
        var network = Find(call.Network);
        Running?.Invoke(call.Network);
        if (!Faults.TryDequeue(out var fault))
        {
            return (await RunInTurnAsync(network, inputs, call.Outputs, cancellation), null);
        }

        if (fault.Kind == FaultKind.Status)
        {
            throw new CallRefusedException(fault.Status, fault.Text) { RetryAfter = fault.RetryAfter };
        }

        if (fault.Kind == FaultKind.Slow)
        {
            await Task.Delay(fault.Delay, cancellation);
        }

        var outputs = await RunInTurnAsync(network, inputs, call.Outputs, cancellation);
        return ([.. outputs.Select(output => Spoiled(output, fault.Kind))], fault.Kind);
    }

    public void Dispose()
    {
        foreach (var network in _networks.Values)
        {
            network.Dispose();
        }

        _turns?.Dispose();
    }

    private async Task<IReadOnlyList<Tensor>> RunInTurnAsync(
        ServedNetwork network, IReadOnlyList<Tensor> inputs, IReadOnlyList<string> wanted, CancellationToken cancellation)
    {
        if (_turns is null)
        {
            return network.Run(inputs, wanted);
        }

        await _turns.WaitAsync(cancellation);
        try
        {
            return network.Run(inputs, wanted);
        }
        finally
        {
            _turns.Release();
        }
    }

    private static Tensor Spoiled(Tensor output, FaultKind fault) => fault switch
    {
        FaultKind.WrongShape => output with { Shape = [output.Shape[0], .. output.Shape[2..], output.Shape[1]] },
        FaultKind.WrongType => output with { Datatype = output.Datatype == "FP32" ? "INT32" : "FP32" },
        FaultKind.TooFewBytes => output with { Bytes = output.Bytes[..^8] },
        FaultKind.WrongName => output with { Name = "another" },
        FaultKind.NotANumber => output with { Bytes = NotNumbers(output) },
        _ => output,
    };

    private static byte[] NotNumbers(Tensor output)
    {
        var bytes = new byte[output.Bytes.Length];
        if (output.Datatype == "FP16")
        {
            MemoryMarshal.Cast<byte, Half>(bytes.AsSpan()).Fill(Half.NaN);
        }
        else
        {
            MemoryMarshal.Cast<byte, float>(bytes.AsSpan()).Fill(float.NaN);
        }

        return bytes;
    }
}
