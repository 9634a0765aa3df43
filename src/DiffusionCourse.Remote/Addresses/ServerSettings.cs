using System.Globalization;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using DiffusionCourse.Models;

namespace DiffusionCourse.Remote;

/// <summary>
/// How servers are spoken to. A class and no record, so that nothing prints the token by accident.
/// </summary>
internal sealed class ServerSettings
{
    /// <summary>The environment variable with the bearer token.</summary>
    public const string TokenVariable = "DIFFUSION_COURSE_SERVER_TOKEN";

    /// <summary>The environment variable that names a PEM file with the authorities to trust in place of the system's.</summary>
    public const string AuthorityVariable = "DIFFUSION_COURSE_SERVER_CA";

    /// <summary>The environment variable with further headers: <c>NAME: VALUE</c>, separated by semicolons.</summary>
    public const string HeadersVariable = "DIFFUSION_COURSE_SERVER_HEADERS";

    /// <summary>The environment variable with the seconds that a call may take.</summary>
    public const string TimeoutVariable = "DIFFUSION_COURSE_SERVER_TIMEOUT";

    private const double LongestTimeout = 3600;

    /// <summary>The servers: at least one.</summary>
    public required IReadOnlyList<ServerAddress> Addresses { get; init; }

    /// <summary>The bearer token.</summary>
    public string? Token { get; init; }

    /// <summary>Further headers of every call; they may be secret, too.</summary>
    public IReadOnlyList<(string Name, string Value)> Headers { get; init; } = [];

    /// <summary>The authorities that vouch for the servers; null for the system's.</summary>
    public X509Certificate2Collection? Authorities { get; init; }

    /// <summary>How long a call may take; null: measured.</summary>
    public TimeSpan? Timeout { get; init; }

    /// <summary>The first wait before a call is made again; it doubles with every try. Default 0.25 s.</summary>
    public TimeSpan RetryDelay { get; init; } = TimeSpan.FromSeconds(0.25);

    /// <summary>The settings of the environment.</summary>
    /// <param name="addresses">The servers that are asked for.</param>
    /// <exception cref="ModelException">A variable cannot be used, or a secret would cross the network in the open.</exception>
    public static ServerSettings FromEnvironment(IReadOnlyList<ServerAddress> addresses)
        => From(addresses, Environment.GetEnvironmentVariable);

    /// <summary>From any source of variables.</summary>
    public static ServerSettings From(IReadOnlyList<ServerAddress> addresses, Func<string, string?> variable)
    {
        // The secrets are those of the servers that stand beside them: no other address that a notebook names gets them.
        var known = ServerReference.AddressesIn(variable(ServerReference.Variable), ServerReference.Variable);
        var trusted = known is null || addresses.All(address => known.Any(other => other.Root.Host == address.Root.Host));
        var settings = new ServerSettings
        {
            Addresses = addresses,
            Token = trusted ? TokenFrom(variable(TokenVariable)) : null,
            Headers = trusted ? HeadersFrom(variable(HeadersVariable)) : [],
            Authorities = variable(AuthorityVariable) is { Length: > 0 } file ? AuthoritiesFrom(file) : null,
            Timeout = variable(TimeoutVariable) is { Length: > 0 } seconds ? TimeoutFrom(seconds) : null,
        };
        settings.RefuseOpenSecrets();
        return settings;
    }

    /// <summary>A text without the secrets that a server may have repeated in it.</summary>
    public string WithoutSecrets(string text)
    {
        foreach (var secret in Headers.Select(header => header.Value).Append(Token ?? ""))
        {
            text = secret.Length > 0 ? text.Replace(secret, "...", StringComparison.Ordinal) : text;
        }

        return text;
    }

    private void RefuseOpenSecrets()
    {
        if ((Token is not null || Headers.Count > 0)
            && Addresses.FirstOrDefault(address => !address.IsEncrypted && !address.Root.IsLoopback) is { } open)
        {
            throw new ModelException(
                $"{open} is not encrypted, and the {(Token is null ? "headers" : "token")} would cross the network in the open. Use "
                    + $"{(open.IsGrpc ? "grpcs" : "https")}://, or unset {(Token is null ? HeadersVariable : TokenVariable)}.");
        }
    }

    private static string? TokenFrom(string? text) => text?.Trim() is not { Length: > 0 } token ? null
        : token.All(letter => letter is > ' ' and < '\u007f') ? token
        : throw new ModelException($"{TokenVariable} holds characters that no token has. Copy the token again.");

    private static (string Name, string Value)[] HeadersFrom(string? text)
    {
        return [
            .. (text ?? "").Split(';', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries).Select(Header)
        ];

        static (string Name, string Value) Header(string stated)
            => stated.Split(':', 2, StringSplitOptions.TrimEntries) is [{ Length: > 0 } name, { Length: > 0 } value]
            && name.All(letter => char.IsAsciiLetterOrDigit(letter) || letter is '-' or '_' or '.')
            && value.All(letter => letter is >= ' ' and < '\u007f') ? (name, value)
            : throw new ModelException($"{HeadersVariable} must hold headers as NAME: VALUE, with semicolons between them.");
    }

    private static X509Certificate2Collection AuthoritiesFrom(string file)
    {
        var authorities = new X509Certificate2Collection();
        try
        {
            authorities.ImportFromPemFile(file);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException or CryptographicException)
        {
            throw new ModelException($"{AuthorityVariable} names '{file}', which cannot be read ({error.Message}). {NameAFile}", error);
        }

        return authorities.Count > 0 ? authorities
            : throw new ModelException($"{AuthorityVariable} names '{file}', which holds no certificate. {NameAFile}");
    }

    private const string NameAFile = "Name a PEM file with the certificate of the school's authority.";

    private static TimeSpan TimeoutFrom(string text)
        => double.TryParse(text, CultureInfo.InvariantCulture, out var seconds) && seconds > 0 && seconds <= LongestTimeout
            ? TimeSpan.FromSeconds(seconds)
            : throw new ModelException(
                $"{TimeoutVariable} is '{text}': it must be a number of seconds above 0 and at most {LongestTimeout}. Leave it out to "
                    + "let the calls themselves say how long is too long.");
}
