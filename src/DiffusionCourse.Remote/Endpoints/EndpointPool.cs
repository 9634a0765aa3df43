using System.Diagnostics;
using DiffusionCourse.Inference;
using Polly;
using Polly.Retry;

namespace DiffusionCourse.Remote;

/// <summary>
/// Servers that hold the same networks. A picture stays with one, chosen by the fewest calls in flight; a call that fails is made again,
/// on another where there is one: the state is here, and a network's run changes nothing.
/// </summary>
internal sealed class EndpointPool : IDisposable
{
    private const int MostRetries = 8;
    private static readonly TimeSpan LongestDelay = TimeSpan.FromSeconds(5), RestOfUnfit = TimeSpan.FromSeconds(30);
    private static readonly ResiliencePropertyKey<CallAttempts> Attempts = new("attempts");
    private readonly Lock _gate = new();
    private readonly ResiliencePipeline _retry;
    private readonly CallPace _pace;
    private readonly Func<Endpoint, CancellationToken, Task> _meet;
    private readonly NoticeList _notices;
    private int _turn;

    /// <param name="settings">The servers, and how they are spoken to.</param>
    /// <param name="meet">Makes sure that a server which was not met yet holds the networks.</param>
    /// <param name="notices">Takes what the reader should know.</param>
    public EndpointPool(ServerSettings settings, Func<Endpoint, CancellationToken, Task> meet, NoticeList notices)
    {
        _meet = meet;
        _notices = notices;
        _pace = new(settings.Timeout);
        Endpoints = [.. settings.Addresses.Select(address => new Endpoint(address, settings, TimeProvider.System))];
        _retry = Retry(settings);
    }

    public IReadOnlyList<Endpoint> Endpoints { get; }

    /// <summary>Makes a call, on one server after another until it succeeds or patience ends.</summary>
    /// <param name="kind">What is called, such as "unet".</param>
    /// <param name="control">Stops it, and holds the server that the picture stays with.</param>
    /// <param name="call">The call on a server.</param>
    /// <exception cref="ServerTroubleException">It failed for good.</exception>
    /// <exception cref="OperationCanceledException">It was stopped.</exception>
    public async Task<T> CallAsync<T>(string kind, RunControl control, Func<Endpoint, CancellationToken, Task<T>> call)
    {
        var attempts = new CallAttempts();
        var context = ResilienceContextPool.Shared.Get(control.Cancellation);
        context.Properties.Set(Attempts, attempts);
        try
        {
            return await _retry.ExecuteAsync(
                async (context, _) => await TryAsync(kind, attempts, control, call, context.CancellationToken), context, attempts);
        }
        catch (ServerTroubleException trouble) when (attempts.Count > 1)
        {
            throw trouble.With($"{(Endpoints.Count == 1 ? "It was" : "The servers were")} asked {attempts.Count} times.");
        }
        finally
        {
            ResilienceContextPool.Shared.Return(context);
        }
    }

    public void Dispose()
    {
        foreach (var endpoint in Endpoints)
        {
            endpoint.Dispose();
        }
    }

    private async Task<T> TryAsync<T>(
        string kind, CallAttempts attempts, RunControl control, Func<Endpoint, CancellationToken, Task<T>> call,
        CancellationToken cancellation)
    {
        var endpoint = Take(control.Place as Endpoint, attempts);
        var limit = _pace.Limit(kind);
        try
        {
            using var deadline = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
            deadline.CancelAfter(limit);
            try
            {
                await MakeSureAsync(endpoint, kind, deadline.Token);
                var start = Stopwatch.GetTimestamp();
                var result = await call(endpoint, deadline.Token);
                _pace.Took(kind, Stopwatch.GetElapsedTime(start));
                endpoint.Succeeded();
                control.Place = endpoint;
                return result;
            }
            catch (OperationCanceledException) when (!cancellation.IsCancellationRequested)
            {
                throw endpoint.Silence(limit);
            }
        }
        catch (ServerTroubleException trouble)
        {
            if (trouble.Repetition != Repetition.Never)
            {
                endpoint.Failed(Endpoint.Bounded(trouble.RetryAfter));
            }

            attempts.Note(endpoint, trouble);
            throw;
        }
        finally
        {
            GiveBack(endpoint);
        }
    }

    private async Task MakeSureAsync(Endpoint endpoint, string kind, CancellationToken cancellation)
    {
        if (!endpoint.IsMet)
        {
            await MeetLateAsync(endpoint, cancellation);
        }
        else if (endpoint.IsUnsure && !await endpoint.Transport.IsReadyAsync(endpoint.Prefix + kind, cancellation))
        {
            throw endpoint.Troubles.OfStatus(System.Net.HttpStatusCode.ServiceUnavailable, "not ready", endpoint.Prefix + kind);
        }
    }

    // What is wrong with one that is met late fails no picture that the others would draw: it is left out, and may be put right.
    private async Task MeetLateAsync(Endpoint endpoint, CancellationToken cancellation)
    {
        try
        {
            await _meet(endpoint, cancellation);
        }
        catch (ServerTroubleException trouble) when (trouble.Repetition != Repetition.Safe && Endpoints.Any(other => other.IsMet))
        {
            if (endpoint.IsLeftOutAnew(trouble.Message))
            {
                _notices.Add($"Of {Endpoints.Count} servers one is left out, and the others draw without it: {trouble.Message}");
            }

            throw new ServerTroubleException(trouble.Message, Repetition.Safe, trouble) { RetryAfter = RestOfUnfit };
        }
    }

    private Endpoint Take(Endpoint? place, CallAttempts attempts)
    {
        lock (_gate)
        {
            var allowed = Endpoints.Where(attempts.MayAsk).ToArray();
            var awake = allowed.Where(endpoint => endpoint.IsAwake && endpoint != attempts.Failed).ToArray();
            var taken = place is not null && awake.Contains(place) ? place
                : awake.Length > 0 ? awake.Select((endpoint, at) => (endpoint, at))
                    .MinBy(choice => (choice.endpoint.InFlight, (choice.at + awake.Length - _turn % awake.Length) % awake.Length)).endpoint
                : allowed.MinBy(endpoint => endpoint.RestsUntil)!;
            _turn++;
            taken.InFlight++;
            return taken;
        }
    }

    private void GiveBack(Endpoint endpoint)
    {
        lock (_gate)
        {
            endpoint.InFlight--;
        }
    }

    private ResiliencePipeline Retry(ServerSettings settings) => new ResiliencePipelineBuilder()
        .AddRetry(new RetryStrategyOptions
        {
            ShouldHandle = arguments => ValueTask.FromResult(
                arguments.Outcome.Exception is ServerTroubleException trouble
                    && arguments.Context.Properties.TryGetValue(Attempts, out var attempts)
                    && attempts.MayRepeat(trouble, Endpoints)),
            MaxRetryAttempts = MostRetries,
            BackoffType = DelayBackoffType.Exponential,
            UseJitter = true,
            Delay = settings.RetryDelay,
            MaxDelay = LongestDelay,
            DelayGenerator = arguments => ValueTask.FromResult(Wait(arguments.Context, arguments.Outcome.Exception)),
        })
        .Build();

    // Another server can be asked at once. Where all rest, and one asks for a time, until the first of them is awake.
    private TimeSpan? Wait(ResilienceContext context, Exception? error)
    {
        if (!context.Properties.TryGetValue(Attempts, out var attempts))
        {
            return null;
        }

        var rest = Endpoints.Where(attempts.MayAsk).Min(endpoint => endpoint.RestLeft);
        if (rest <= TimeSpan.Zero)
        {
            return TimeSpan.Zero;
        }

        return Endpoint.Bounded((error as ServerTroubleException)?.RetryAfter) is null ? null : rest;
    }
}
