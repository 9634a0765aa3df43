using System.Diagnostics;

namespace DiffusionCourse.Remote;

/// <summary>Servers are met: what they are, which networks they hold, and whether these are the others'.</summary>
internal sealed partial class ServerModel
{
    private const int MostWaits = 5;
    private static readonly TimeSpan MeetingTime = TimeSpan.FromSeconds(30);

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
            throw endpoint.Silence(MeetingTime);
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
        WeightProbe? probe;
        do
        {
            probe = _probe;
            if (probe is not null)
            {
                await RefuseOtherWeightsAsync(endpoint, prefix, probe, cancellation);
            }
        }
        while (!TryMeet(endpoint, greeting, prefix, probe));
    }

    private async Task RefuseOtherWeightsAsync(Endpoint endpoint, string prefix, WeightProbe probe, CancellationToken cancellation)
    {
        var call = new InferenceCall(prefix + Required[0], Guid.NewGuid().ToString("N"), probe.Inputs, probe.Output);
        var answer = await InferAsync(endpoint, call, probe.Shape, cancellation);
        Note(Required[0], probe.Inputs, answer);
        if (probe.Difference(endpoint, AnswerCheck.Values(answer)) is { } difference)
        {
            throw new ServerTroubleException(difference, Repetition.Never);
        }
    }

    // Not where the probe came while the server was asked.
    private bool TryMeet(Endpoint endpoint, string greeting, string prefix, WeightProbe? probe)
    {
        lock (_gate)
        {
            if (probe != _probe)
            {
                return false;
            }

            endpoint.Meet(greeting, prefix);
            return true;
        }
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
