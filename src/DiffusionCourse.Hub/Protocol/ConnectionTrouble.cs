using System.Text.RegularExpressions;

namespace DiffusionCourse.Models.Hub;

/// <summary>What the network says of a failed connection, fit to be shown: a proxy's address may hold a password.</summary>
internal static partial class ConnectionTrouble
{
    public static string Reason(Exception? error) => Credentials().Replace(error?.Message ?? "no reason is told", "://").TrimEnd('.', '"');

    [GeneratedRegex(@"://[^/\s'""]*@")]
    private static partial Regex Credentials();
}
