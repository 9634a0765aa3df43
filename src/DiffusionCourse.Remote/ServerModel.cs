using DiffusionCourse.Inference;
using DiffusionCourse.Models;

namespace DiffusionCourse.Remote;

/// <summary>A model's networks on one server or several, found by their names and checked to be the same everywhere.</summary>
internal sealed partial class ServerModel : IDisposable
{
    private const string VaeEncoder = "vae_encoder";
    private static readonly string[] Required = ["unet", "text_encoder", "vae_decoder"];
    private readonly Lock _gate = new();
    private readonly EndpointPool _pool;
    private readonly NoticeList _notices;
    private readonly string _model;
    private readonly TimeSpan _retryDelay;
    private Dictionary<string, NetworkDescription>? _networks;
    private WeightProbe? _probe;
    private (long Calls, long Sent, long Received, long Text) _traffic;

    private ServerModel(ServerSettings settings, string model, NoticeList notices)
    {
        _model = string.Concat(model.Select(letter => char.IsAsciiLetterOrDigit(letter) || letter is '.' or '_' ? letter : '-'));
        _notices = notices;
        _retryDelay = settings.RetryDelay;
        _pool = new(settings, MeetAsync, notices);
    }

    /// <summary>Servers that there are.</summary>
    public int Count => _pool.Endpoints.Count;

    /// <summary>The servers that were met, each as a <see cref="RunControl.Place"/> for runs that shall be made there.</summary>
    public IReadOnlyList<Endpoint> Places => [.. _pool.Endpoints.Where(endpoint => endpoint.IsMet)];

    /// <summary>Whether the servers encode pictures.</summary>
    public bool HasVaeEncoder => _networks!.ContainsKey(VaeEncoder);

    /// <summary>The servers' addresses.</summary>
    public string Address => string.Join(", ", _pool.Endpoints.Select(endpoint => endpoint.Address));

    /// <summary>What runs there, and how it is spoken to.</summary>
    public string Description => string.Join("; ", _pool.Endpoints.Where(endpoint => endpoint.IsMet).Select(endpoint =>
        $"{endpoint.Greeting} at {endpoint.Address} over {endpoint.Transport.Way}"));

    public ServerTraffic Traffic => new(
        Interlocked.Read(ref _traffic.Calls), Interlocked.Read(ref _traffic.Sent), Interlocked.Read(ref _traffic.Received),
        Interlocked.Read(ref _traffic.Text));

    /// <summary>
    /// Meets the servers; one that does not answer is met later, where another one does. Where none does they are asked again, five times
    /// with growing pauses (7.75 s, or what they ask for themselves).
    /// </summary>
    /// <param name="settings">The servers, and how they are spoken to.</param>
    /// <param name="model">The model's name.</param>
    /// <param name="notices">Takes what the reader should know.</param>
    /// <param name="cancellation">Stops.</param>
    /// <exception cref="ModelException">No server answers, one refuses, or they hold different networks.</exception>
    public static async Task<ServerModel> OpenAsync(
        ServerSettings settings, string model, NoticeList notices, CancellationToken cancellation)
    {
        var server = new ServerModel(settings, model, notices);
        try
        {
            await server.MeetAllAsync(cancellation);
            return server;
        }
        catch (ServerTroubleException trouble)
        {
            server.Dispose();
            throw new ModelException(trouble.Message, trouble);
        }
        catch
        {
            server.Dispose();
            throw;
        }
    }

    /// <summary>A component's network.</summary>
    /// <param name="component">Its folder's name, such as unet.</param>
    public Network Open(string component) => new RemoteNetwork(this, component, _networks![component], _notices);

    /// <summary>
    /// Lets servers draw that answer a probe as they must, from now on: those that were met before are the caller's to ask.
    /// </summary>
    /// <param name="probe">The probe, which is disposed with the servers.</param>
    public void HoldTo(WeightProbe probe)
    {
        lock (_gate)
        {
            _probe = probe;
        }
    }

    /// <summary>Where a component's network is, for messages.</summary>
    public string LocationOf(string component)
    {
        var endpoint = _pool.Endpoints.First(endpoint => endpoint.IsMet);
        return $"{endpoint.Prefix}{component} on {endpoint.Address}";
    }

    /// <summary>Runs a network.</summary>
    /// <param name="component">The network.</param>
    /// <param name="inputs">What it is given.</param>
    /// <param name="output">The output that is wanted.</param>
    /// <param name="shape">The shape that it must have; null where only the run tells.</param>
    /// <param name="control">Stops the run, and holds the server that the picture stays with.</param>
    /// <exception cref="ModelException">It failed for good.</exception>
    /// <exception cref="OperationCanceledException">It was stopped.</exception>
    public InferenceAnswer Run(
        string component, IReadOnlyList<(TensorSignature Signature, TensorBuffer Buffer)> inputs, TensorSignature output, long[]? shape,
        RunControl control)
    {
        control.Cancellation.ThrowIfCancellationRequested();
        var id = Guid.NewGuid().ToString("N");
        try
        {
            // On a thread of the pool: whoever calls may hold one that the answer would wait for.
            var answer = Task.Run(() => _pool.CallAsync(component, control, CallAsync)).GetAwaiter().GetResult();
            Note(component, inputs, answer);
            return answer;
        }
        catch (ServerTroubleException trouble)
        {
            throw new ModelException(trouble.Message, trouble);
        }

        Task<InferenceAnswer> CallAsync(Endpoint endpoint, CancellationToken cancellation)
            => InferAsync(endpoint, new(endpoint.Prefix + component, id, inputs, output), shape, cancellation);
    }

    public void Dispose()
    {
        _pool.Dispose();
        _probe?.Dispose();
    }

    private static async Task<InferenceAnswer> InferAsync(
        Endpoint endpoint, InferenceCall call, long[]? shape, CancellationToken cancellation)
    {
        var answer = await endpoint.Transport.InferAsync(call, cancellation);
        return AnswerCheck.Fault(answer, call.Output, shape) is { } fault
            ? throw endpoint.Troubles.OfAnswer($"of '{call.Network}', {fault}") : answer;
    }

    private void Note(
        string component, IReadOnlyList<(TensorSignature Signature, TensorBuffer Buffer)> inputs, InferenceAnswer answer)
    {
        Interlocked.Increment(ref _traffic.Calls);
        Interlocked.Add(ref _traffic.Sent, answer.Sent);
        Interlocked.Add(ref _traffic.Received, answer.Received);
        if (component == "unet")
        {
            Interlocked.Add(
                ref _traffic.Text, inputs.Where(input => input.Signature.Rank == 3).Sum(input => (long)input.Buffer.Bytes.Length));
        }
    }
}
