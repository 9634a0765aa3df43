using System.Net;
using System.Security.Authentication;
using System.Text.Json;
using Polly;
using Polly.Retry;

namespace DiffusionCourse.Models.Hub;

/// <summary>When a request is tried again: exponential back-off with jitter, or the time that the hub asks for.</summary>
internal static class HubRetry
{
    public const int MostRetries = 6;
    private static readonly TimeSpan LongestDelay = TimeSpan.FromSeconds(20);

    public static ResiliencePipeline Create(HubSettings settings, Action<string> notice) => new ResiliencePipelineBuilder()
        .AddRetry(new RetryStrategyOptions
        {
            ShouldHandle = arguments => ValueTask.FromResult(IsPassing(arguments.Outcome.Exception)),
            MaxRetryAttempts = MostRetries,
            BackoffType = DelayBackoffType.Exponential,
            UseJitter = true,
            Delay = settings.RetryDelay,
            MaxDelay = LongestDelay,
            DelayGenerator = arguments => ValueTask.FromResult(
                arguments.Outcome.Exception is HubRefusalException { RetryAfter: { } asked } && asked > TimeSpan.Zero
                    ? asked
                    : (TimeSpan?)null),
            OnRetry = arguments =>
            {
                notice(Invariant($"{Cause(arguments.Outcome.Exception)}; trying again in {arguments.RetryDelay.TotalSeconds:0.#} s"));
                return ValueTask.CompletedTask;
            },
        })
        .Build();

    // A certificate that is not trusted will not be by waiting, nor does a proxy learn a password.
    private static bool IsPassing(Exception? error)
        => error is TimeoutException or JsonException or TransferCutException or HubRefusalException { IsPassing: true }
            || (error is HttpRequestException { InnerException: not AuthenticationException } && !ConnectionTrouble.IsProxyPassword(error));

    private static string Cause(Exception? error) => error switch
    {
        HubRefusalException { Status: HttpStatusCode.TooManyRequests } => "the hub asks to wait (429)",
        HubRefusalException refusal => $"the hub answered {(int)refusal.Status}",
        JsonException => "the hub's answer was cut, or is no JSON",
        HttpRequestException { HttpRequestError: HttpRequestError.ResponseEnded } or HttpRequestException { InnerException: IOException }
            => "the connection to the hub was lost",
        TransferCutException => error.Message,
        TimeoutException => error.Message,
        _ => $"the hub cannot be reached ({ConnectionTrouble.Reason(error)})",
    };
}
