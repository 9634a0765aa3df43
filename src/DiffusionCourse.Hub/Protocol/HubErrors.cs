using System.Net;
using System.Security.Authentication;
using System.Text.Json;

namespace DiffusionCourse.Models.Hub;

/// <summary>Says what a failed request means for the user, and what to do about it.</summary>
internal sealed class HubErrors(HubSettings settings, ModelSource source)
{
    private const string ProxyAdvice =
        "The proxy asks for a name and a password: put them into its variable, as in http://NAME:PASSWORD@HOST:PORT.";

    private string Page => $"{settings.ShownEndpoint}/{source.Repository}";

    /// <summary>Runs a request to the hub, with its failures turned into <see cref="HubException"/>.</summary>
    /// <param name="request">The request, retries included.</param>
    /// <param name="path">The file that is asked for; null for the repository itself.</param>
    public async Task<T> ExplainAsync<T>(Func<Task<T>> request, string? path = null)
    {
        try
        {
            return await request();
        }
        catch (HubRefusalException refusal)
        {
            throw new HubException(Explain(refusal, path), refusal);
        }
        catch (JsonException error)
        {
            throw new HubException(
                $"{settings.ShownEndpoint} answered with what is not the hub's JSON about {source.Repository} (line "
                    + $"{error.LineNumber + 1}). Check HF_ENDPOINT and the proxy.",
                error);
        }
        catch (TransferCutException error)
        {
            throw new HubException(
                $"The download of '{path}' was cut {HubRetry.MostRetries + 1} times in a row ({error.Message}).{Kept(path)}", error);
        }
        catch (HttpRequestException error) when (ConnectionTrouble.IsProxyPassword(error))
        {
            throw new HubException(ProxyAdvice);
        }

        // Without a cause from here on: what the network says may hold the proxy's password, and notebooks show causes, too.
        catch (HttpRequestException error) when (error.InnerException is AuthenticationException untrusted)
        {
            throw new HubException(
                $"{settings.ShownEndpoint} cannot be reached securely ({ConnectionTrouble.Reason(untrusted.GetBaseException())}). Where "
                    + "a proxy or mirror has a certificate of its own, name it in SSL_CERT_FILE, or install it in the system; else check "
                    + "HF_ENDPOINT.");
        }
        catch (Exception error) when (error is HttpRequestException or TimeoutException)
        {
            throw new HubException(
                $"{settings.ShownEndpoint} cannot be reached ({ConnectionTrouble.Reason(error)}), {HubRetry.MostRetries + 1} times in a "
                    + $"row. Check the connection and the proxy variables, or name a mirror in HF_ENDPOINT.{Kept(path)}");
        }
    }

    private string Explain(HubRefusalException refusal, string? path) => (refusal.Code, refusal.Status) switch
    {
        _ when !refusal.FromHub && !refusal.IsPassing
            => $"The store behind {settings.ShownEndpoint} answered {(int)refusal.Status} about '{path}': the address that the hub gave "
                + $"has expired, or a proxy stands in between.{Kept(path)}",
        ("GatedRepo", _) => $"{source.Repository} is gated: accept its terms at {Page}, then {TokenAdvice}.",
        (null, HttpStatusCode.Forbidden)
            => $"{source.Repository} is gated, or forbidden to you{Said(refusal)}: look at {Page}, then {TokenAdvice}.",
        ("RevisionNotFound", _)
            => $"{source.Repository} has no revision '{source.Revision}'. Name a branch, tag or commit that {Page} lists; for a commit "
                + "that is gone, pull with --update.",
        ("EntryNotFound", _) => $"{source.Repository} has no file '{path}' at '{source.Revision}'. Pull with --update to ask the hub anew.",
        (_, HttpStatusCode.Unauthorized)
            => $"{source.Repository} does not exist, or is private or "
                + $"gated{(settings.Token is null ? "" : ", or the token is no longer valid")}{Said(refusal)}. Check the name at {Page}; "
                + $"for a private one {TokenAdvice}.",
        ("RepoNotFound", _)
            => $"There is no repository {source.Repository} on {settings.ShownEndpoint}, or it is private. Check the name; for a private "
                + $"one {TokenAdvice}.",
        (_, HttpStatusCode.NotFound) => path is null
            ? $"{settings.ShownEndpoint} knows no repository {source.Repository} with a revision '{source.Revision}'. Check both; for a "
                + $"private repository {TokenAdvice}."
            : $"{source.Repository} has no file '{path}' at '{source.Revision}'. Pull with --update to ask the hub anew.",
        (_, HttpStatusCode.TooManyRequests)
            => $"The hub allows no more requests for now{Wait(refusal)}. Wait, or set HF_TOKEN, which allows more.{Kept(path)}",
        (_, HttpStatusCode.ProxyAuthenticationRequired) => ProxyAdvice,
        _ when refusal.Status >= HttpStatusCode.InternalServerError
            => $"The hub is in trouble: it answered {(int)refusal.Status}{
                (refusal.IsPassing ? $", {HubRetry.MostRetries + 1} times in a row" : Wait(refusal))}. Try again later.{Kept(path)}",
        _ => $"The hub answered {(int)refusal.Status}{Said(refusal)} about {path ?? source.Repository.ToString()}. Look at {Page}.",
    };

    // Before files are asked for, there is nothing to keep.
    private static string Kept(string? path) => path is null ? "" : " What was fetched is kept: pull again to go on.";

    private string TokenAdvice => settings switch
    {
        { WithholdsToken: true } => "unset HF_HUB_DISABLE_IMPLICIT_TOKEN, which keeps your token from the hub",
        { Token: null } => "set HF_TOKEN to a token of your account",
        _ => "check that the token (HF_TOKEN, or the file that HF_TOKEN_PATH or HF_HOME names) is valid and its account has access",
    };

    private static string Wait(HubRefusalException refusal) => refusal.RetryAfter is not { } wait || wait <= TimeSpan.Zero ? ""
        : Invariant($" (for {(wait.TotalMinutes < 2 ? $"{wait.TotalSeconds:0} seconds" : $"{wait.TotalMinutes:0.#} minutes")})");

    /// <summary>The hub's own words, without what could mislead a terminal, and without the token should it be among them.</summary>
    private string Said(HubRefusalException refusal)
    {
        var text = string.Concat((refusal.Detail ?? "").Where(letter => !char.IsControl(letter)).Take(200)).Trim();
        return text.Length == 0
            ? ""
            : $" (\"{(settings.Token is { } token ? text.Replace(token, "...", StringComparison.Ordinal) : text)}\")";
    }
}
