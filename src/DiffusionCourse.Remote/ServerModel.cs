using System.Diagnostics;
using DiffusionCourse.Inference;
using DiffusionCourse.Models;

namespace DiffusionCourse.Remote;

/// <summary>A model's networks on one server or several, found by their names and checked to be the same everywhere.</summary>
internal sealed class ServerModel : IDisposable
{
    private const string VaeEncoder = "vae_encoder";
    private static readonly string[] Required = ["unet", "text_encoder", "vae_decoder"];
    private const int MostWaits = 5;
    private static readonly TimeSpan MeetingTime = TimeSpan.FromSeconds(30);
    private readonly EndpointPool _pool;
    private readonly NoticeList _notices;
    private readonly string _model;
    private readonly TimeSpan _retryDelay;
    private Dictionary<string, NetworkDescription>? _networks;
    private (long Calls, long Sent, long Received, long Text) _traffic;

    private ServerModel(ServerSettings settings, string model, NoticeList notices)
    {
        _model = string.Concat(model.Select(letter => char.IsAsciiLetterOrDigit(letter) || letter is '.' or '_' ? letter : '-'));
        _notices = notices;
        _retryDelay = settings.RetryDelay;
        _pool = new(settings, MeetAsync);
    }

    /// <summary>Servers that there are.</summary>
    public int Count => _pool.Endpoints.Count;

    /// <summary>The servers that were met, each as a <see cref="RunControl.Place"/> for runs that shall be made there.</summary>
    public IReadOnlyList<object> Places => [.. _pool.Endpoints.Where(endpoint => endpoint.IsMet)];

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

        async Task<InferenceAnswer> CallAsync(Endpoint endpoint, CancellationToken cancellation)
        {
            var call = new InferenceCall(endpoint.Prefix + component, id, inputs, output);
            var answer = await endpoint.Transport.InferAsync(call, cancellation);
            return AnswerCheck.Fault(answer, output, shape) is { } fault
                ? throw endpoint.Troubles.OfAnswer($"of '{call.Network}', {fault}") : answer;
        }
    }

    public void Dispose() => _pool.Dispose();

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

    // A server that has just been started refuses connections, or says 503, until its networks are loaded.
    private async Task MeetAllAsync(CancellationToken cancellation)
    {
        var start = Stopwatch.GetTimestamp();
        var first = await MeetEachAsync(cancellation);
        var (tries, before) = (1, first);
        while (_networks is null && tries <= MostWaits)
        {
            var asked = Endpoint.Bounded(first!.RetryAfter);
            await Task.Delay(asked ?? _retryDelay * (1 << (tries - 1)), cancellation);
            first = await MeetEachAsync(cancellation);
            tries++;
        }

        var waited = Invariant($"asked {tries} times in {Stopwatch.GetElapsedTime(start).TotalSeconds:0.#} s");
        if (_networks is null)
        {
            throw new ServerTroubleException($"{first!.Message} (It was {waited}.)", first.Repetition);
        }

        if (tries > 1)
        {
            _notices.Add($"The server was not ready at first, and was {waited}: {before!.Message}");
        }
        else if (first is not null)
        {
            _notices.Add($"Of {Count} servers one does not answer, and the others draw without it: {first.Message}");
        }
    }

    // What the first one that cannot be met just now says; null where all are.
    private async Task<ServerTroubleException?> MeetEachAsync(CancellationToken cancellation)
    {
        ServerTroubleException? first = null;
        foreach (var endpoint in _pool.Endpoints)
        {
            try
            {
                await MeetSoonAsync(endpoint, cancellation);
            }
            catch (ServerTroubleException trouble) when (trouble.Repetition == Repetition.Safe)
            {
                endpoint.Failed();
                first ??= trouble;
            }
        }

        return first;
    }

    private async Task MeetSoonAsync(Endpoint endpoint, CancellationToken cancellation)
    {
        using var deadline = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        deadline.CancelAfter(MeetingTime);
        try
        {
            await MeetAsync(endpoint, deadline.Token);
        }
        catch (OperationCanceledException) when (!cancellation.IsCancellationRequested)
        {
            throw endpoint.Troubles.OfSilence(MeetingTime);
        }
    }

    private async Task MeetAsync(Endpoint endpoint, CancellationToken cancellation)
    {
        var greeting = await endpoint.Transport.GreetAsync(cancellation);
        var (prefix, networks) = await FindAsync(endpoint, cancellation);
        if (_networks is not null && Difference(networks, _networks) is { } difference)
        {
            throw new ServerTroubleException(
                $"{endpoint.Address} holds other networks than the servers beside it: {difference}. Leave it out, or have the same model "
                    + "put there.",
                Repetition.Never);
        }

        _networks ??= networks;
        endpoint.Meet(greeting, prefix);
    }

    private async Task<(string Prefix, Dictionary<string, NetworkDescription> Networks)> FindAsync(
        Endpoint endpoint, CancellationToken cancellation)
    {
        string[] prefixes = endpoint.Address.Prefix is { } stated ? [$"{stated}-"] : [$"{_model}-", ""];
        foreach (var prefix in prefixes)
        {
            var networks = new Dictionary<string, NetworkDescription>(StringComparer.Ordinal);
            foreach (var component in Required.Append(VaeEncoder))
            {
                if (await endpoint.Transport.DescribeAsync(prefix + component, cancellation) is { } description)
                {
                    networks[component] = description;
                }
                else if (component == Required[0])
                {
                    break;
                }
                else if (component != VaeEncoder)
                {
                    throw new ServerTroubleException(
                        $"{endpoint.Address} has a network '{prefix}{Required[0]}' and no '{prefix}{component}'. A picture takes "
                            + $"{string.Join(", ", Required.Select(name => prefix + name))}: have the missing one put there.",
                        Repetition.Never);
                }
            }

            if (networks.Count > 0)
            {
                return (prefix, networks);
            }
        }

        throw new ServerTroubleException(
            $"{endpoint.Address} has no network '{string.Join("' or '", prefixes.Select(prefix => prefix + Required[0]))}'. Name what the "
                + $"model's networks start with there: {endpoint.Address}{(endpoint.Address.IsGrpc ? "" : "/v2/models")}/PREFIX for "
                + "PREFIX-unet.",
            Repetition.Never);
    }

    private static string? Difference(
        Dictionary<string, NetworkDescription> found, Dictionary<string, NetworkDescription> known)
    {
        foreach (var (component, network) in known)
        {
            if (!found.TryGetValue(component, out var other))
            {
                return $"there is no {component}";
            }

            if (!other.IsLike(network))
            {
                return $"its {component} {other}, and theirs {network}";
            }
        }

        return null;
    }
}
