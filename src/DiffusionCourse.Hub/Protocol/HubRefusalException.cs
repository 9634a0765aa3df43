using System.Globalization;
using System.Net;

namespace DiffusionCourse.Models.Hub;

/// <summary>An answer that is no success, before it is told to the user: it may be worth another try.</summary>
internal sealed class HubRefusalException : Exception
{
    private static readonly TimeSpan LongestWait = TimeSpan.FromMinutes(10);

    public HubRefusalException(HttpResponseMessage response, bool fromHub)
        : base($"The hub answered {(int)response.StatusCode}.")
    {
        Status = response.StatusCode;
        FromHub = fromHub;
        Code = Header(response, "X-Error-Code");
        Detail = Header(response, "X-Error-Message");
        RetryAfter = Asked(response);
    }

    public HttpStatusCode Status { get; }

    /// <summary>Whether the hub itself said so, and not the store that it redirects to.</summary>
    public bool FromHub { get; }

    /// <summary>The hub's own name for the error, such as EntryNotFound.</summary>
    public string? Code { get; }

    public string? Detail { get; }

    /// <summary>How long the hub asks to wait.</summary>
    public TimeSpan? RetryAfter { get; }

    /// <summary>Whether it may go away by waiting.</summary>
    public bool IsPassing => (
        Status is HttpStatusCode.RequestTimeout or HttpStatusCode.TooManyRequests or >= HttpStatusCode.InternalServerError
            and not (HttpStatusCode.NotImplemented or HttpStatusCode.HttpVersionNotSupported))
        && !(RetryAfter > LongestWait);

    private static TimeSpan? Asked(HttpResponseMessage response)
    {
        // By the hub's own clock where it says what that shows: the one here may be wrong.
        var now = response.Headers.Date ?? DateTimeOffset.UtcNow;
        return response.Headers.RetryAfter switch
        {
            { Delta: { } wait } => wait,
            { Date: { } date } => date > now ? date - now : TimeSpan.Zero,
            _ => response.StatusCode == HttpStatusCode.TooManyRequests ? UntilReset(Header(response, "RateLimit")) : null,
        };
    }

    /// <summary>The public hub's own way to say it, draft-ietf-httpapi-ratelimit-headers: "api";r=0;t=55 has 55 seconds to go.</summary>
    private static TimeSpan? UntilReset(string? rateLimit)
        => rateLimit?.Split(';', StringSplitOptions.TrimEntries).FirstOrDefault(part =>
            part.StartsWith("t=", StringComparison.Ordinal)) is { } part
            && int.TryParse(part.AsSpan(2), NumberStyles.None, CultureInfo.InvariantCulture, out var seconds)
                ? TimeSpan.FromSeconds(seconds)
                : null;

    private static string? Header(HttpResponseMessage response, string name)
        => response.Headers.TryGetValues(name, out var values) ? values.First() : null;
}
