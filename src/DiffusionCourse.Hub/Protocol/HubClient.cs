using System.Net;
using System.Net.Http.Headers;
using System.Reflection;

namespace DiffusionCourse.Models.Hub;

/// <summary>
/// Talks to the hub. Redirects are followed here and not by the handler: the token goes to the hub's own address alone, and
/// what the hub says of a file stands in the answer that redirects. Proxies are those of the environment.
/// </summary>
internal sealed partial class HubClient : IDisposable
{
    private const int MostRedirects = 10;
    private readonly HubSettings _settings;
    private readonly HttpClient _http;

    public HubClient(HubSettings settings)
    {
        _settings = settings;
        var handler = new SocketsHttpHandler
        {
            AllowAutoRedirect = false,
            UseCookies = false,
            ConnectTimeout = settings.AnswerTimeout,
            PooledConnectionLifetime = TimeSpan.FromMinutes(5),
        };
        _http = new HttpClient(handler) { Timeout = Timeout.InfiniteTimeSpan, MaxResponseContentBufferSize = LargestListing };
        _http.DefaultRequestHeaders.UserAgent.Add(
            new ProductInfoHeaderValue(
                "DiffusionCourse", typeof(HubClient).Assembly.GetCustomAttribute<AssemblyFileVersionAttribute>()?.Version ?? "0"));
    }

    /// <summary>
    /// What the hub says of a file: content name, size and commit. Mirrors that answer no HEAD are asked for the file, which is not read.
    /// </summary>
    /// <exception cref="HubRefusalException">The answer is no success.</exception>
    public async Task<FileHeaders> GetHeadersAsync(Uri address, CancellationToken cancellation)
    {
        try
        {
            return await GetHeadersAsync(HttpMethod.Head, address, cancellation);
        }
        catch (HubRefusalException refusal) when (refusal.Status is HttpStatusCode.MethodNotAllowed or HttpStatusCode.NotImplemented)
        {
            return await GetHeadersAsync(HttpMethod.Get, address, cancellation);
        }
    }

    private async Task<FileHeaders> GetHeadersAsync(HttpMethod method, Uri address, CancellationToken cancellation)
    {
        using var limit = Limit(_settings.AnswerTimeout, cancellation);
        var headers = new FileHeaders();
        try
        {
            using var response = await FollowAsync(
                method, address, headers.Take, from: 0, HttpCompletionOption.ResponseHeadersRead, limit.Token);
            if (!headers.AreComplete)
            {
                Require(response);
            }

            return headers;
        }
        catch (OperationCanceledException error) when (!cancellation.IsCancellationRequested)
        {
            throw Silent(_settings.AnswerTimeout, error);
        }
    }

    /// <summary>A file's bytes from a position on. The answer may be 416, or start elsewhere: the caller checks.</summary>
    /// <exception cref="HubRefusalException">The answer is no success.</exception>
    public async Task<HttpResponseMessage> OpenAsync(Uri address, long from, CancellationToken cancellation)
    {
        using var limit = Limit(_settings.SilenceTimeout, cancellation);
        try
        {
            var response = await FollowAsync(
                HttpMethod.Get, address, _ => false, from, HttpCompletionOption.ResponseHeadersRead, limit.Token);
            if (response.StatusCode != HttpStatusCode.RequestedRangeNotSatisfiable)
            {
                Require(response);
            }

            return response;
        }
        catch (OperationCanceledException error) when (!cancellation.IsCancellationRequested)
        {
            throw Silent(_settings.SilenceTimeout, error);
        }
    }

    public void Dispose() => _http.Dispose();

    private async Task<HttpResponseMessage> FollowAsync(
        HttpMethod method, Uri address, Func<HttpResponseMessage, bool> stop, long from, HttpCompletionOption completion,
        CancellationToken cancellation)
    {
        var trusted = IsHub(address);
        for (var hop = 0; hop <= MostRedirects; hop++)
        {
            using var request = new HttpRequestMessage(method, address);
            if (trusted && _settings.Token is { } token)
            {
                request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", token);
            }

            // Compressed on the way, lengths and ranges would count other bytes.
            request.Headers.AcceptEncoding.Add(new StringWithQualityHeaderValue("identity"));
            if (from > 0)
            {
                // No If-Range: behind a redirect stands a store whose ETags are its own. The content's hash decides at the end.
                request.Headers.Range = new RangeHeaderValue(from, null);
            }

            var response = await _http.SendAsync(request, completion, cancellation);
            if (
                stop(response) || (int)response.StatusCode is not (301 or 302 or 303 or 307 or 308)
                    || response.Headers.Location is not { } location)
            {
                return response;
            }

            response.Dispose();
            var next = new Uri(address, location);
            if (next.Scheme is not ("http" or "https") || (address.Scheme == "https" && next.Scheme == "http"))
            {
                throw new HubException(
                    $"{_settings.ShownEndpoint} redirects from {address.Scheme} to {next.Scheme} at {next.Host}, which is not followed. "
                        + "Check HF_ENDPOINT.");
            }

            // Once away from the hub, the token stays away.
            trusted &= IsHub(next);
            address = next;
        }

        throw new HubException($"{_settings.ShownEndpoint} redirects more than {MostRedirects} times. Check HF_ENDPOINT.");
    }

    private bool IsHub(Uri address) => Uri.Compare(
        address, _settings.Endpoint, UriComponents.SchemeAndServer, UriFormat.UriEscaped, StringComparison.OrdinalIgnoreCase) == 0;

    private void Require(HttpResponseMessage response)
    {
        if (!response.IsSuccessStatusCode)
        {
            using (response)
            {
                throw new HubRefusalException(response, response.RequestMessage?.RequestUri is not { } address || IsHub(address));
            }
        }
    }

    private static CancellationTokenSource Limit(TimeSpan time, CancellationToken cancellation)
    {
        var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        limit.CancelAfter(time);
        return limit;
    }

    private static TimeoutException Silent(TimeSpan time, Exception cause)
        => new(Invariant($"no answer within {time.TotalSeconds:0.#} s"), cause);
}
