using System.Net;
using System.Security.Authentication;
using DiffusionCourse.Models;
using DiffusionCourse.Models.Hub;

namespace DiffusionCourse.Tests.Hub;

/// <summary>A proxy that lets nobody through: its password is shown nowhere, and what it asks for is said at once.</summary>
public sealed class ProxyTroubleTests
{
    private const string Password = "itsSecret";
    private readonly HubSettings _settings = new() { Endpoint = new("https://hub.example"), CacheFolder = "", RetryDelay = TimeSpan.FromMilliseconds(1) };
    private readonly HubErrors _errors;

    public ProxyTroubleTests() => _errors = new(_settings, ModelSource.Parse("course-tests/small-model"));

    public static TheoryData<Exception> Failures => new()
    {
        Refused(501),
        Refused(407),
        new HttpRequestException(Refused(502).Message, new AuthenticationException("The certificate is not trusted.")),
        new TimeoutException("no answer within 10 s", Refused(504)),
    };

    [Theory]
    [MemberData(nameof(Failures), DisableDiscoveryEnumeration = true)]
    public async Task Its_password_is_in_no_part_of_the_error(Exception failure)
    {
        var error = await Assert.ThrowsAsync<HubException>(() => _errors.ExplainAsync<int>(() => throw failure));
        Assert.DoesNotContain(Password, error.ToString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(407, null, 1)]
    [InlineData(400, 407, 1)]
    [InlineData(503, null, HubRetry.MostRetries + 1)]
    public async Task A_proxy_that_asks_for_a_password_is_asked_once(int toldStatus, int? status, int expectedTries)
    {
        var tries = 0;
        var retry = HubRetry.Create(_settings, _ => { });
        var error = await Assert.ThrowsAsync<HubException>(() => _errors.ExplainAsync(() => retry.ExecuteAsync<int>(async _ =>
        {
            await Task.Yield();
            tries++;
            throw Refused(toldStatus, status);
        }).AsTask()));
        Assert.Equal(expectedTries, tries);
        Assert.Equal(expectedTries == 1, error.Message.Contains("http://NAME:PASSWORD@HOST:PORT", StringComparison.Ordinal));
    }

    /// <summary>As .NET says it.</summary>
    private static HttpRequestException Refused(int toldStatus, int? status = null) => new(
        HttpRequestError.ProxyTunnelError, $"The proxy tunnel request to proxy 'http://user:{Password}@127.0.0.1:8931/' failed with status code '{toldStatus}'.\"",
        statusCode: (HttpStatusCode?)status);
}
