using System.Net;
using System.Text.RegularExpressions;

namespace DiffusionCourse.Models.Hub;

/// <summary>What the network says of a failed connection, fit to be shown: a proxy's address may hold a password.</summary>
internal static partial class ConnectionTrouble
{
    public static string Reason(Exception? error) => Credentials().Replace(error?.Message ?? "no reason is told", "://").TrimEnd('.', '"');

    /// <summary>Whether a proxy gives no tunnel without a password. The status may stand in the text alone.</summary>
    public static bool IsProxyPassword(Exception? error)
        => error is HttpRequestException { HttpRequestError: HttpRequestError.ProxyTunnelError } refusal
            && (refusal.StatusCode == HttpStatusCode.ProxyAuthenticationRequired
                || refusal.Message.Contains("'407'", StringComparison.Ordinal));

    // Up to the next slash: shown addresses have blanks and quotes of a password unescaped, and its slashes escaped.
    [GeneratedRegex("://[^/]*@")]
    private static partial Regex Credentials();
}
