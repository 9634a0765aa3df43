using DiffusionCourse.Models;

namespace DiffusionCourse.Remote;

/// <summary>
/// Where a server is and how it is spoken to: <c>http[s]://HOST[:PORT][/BASE]/v2[/models/PREFIX]</c> for REST,
/// <c>grpc[s]://HOST[:PORT][/PREFIX]</c> for gRPC. A model's networks are PREFIX-text_encoder, PREFIX-unet and so on there.
/// </summary>
internal sealed record ServerAddress
{
    // Triton's.
    private const int GrpcPort = 8001;
    private const string Forms = "http[s]://HOST[:PORT]/v2[/models/PREFIX] for REST, or grpc[s]://HOST[:PORT][/PREFIX] for gRPC";
    private static readonly string[] Schemes = ["http", "https", "grpc", "grpcs"];

    /// <summary>Whether it speaks gRPC; otherwise REST.</summary>
    public required bool IsGrpc { get; init; }

    /// <summary>http or https, host, port and the path that stands before v2, with a slash at its end.</summary>
    public required Uri Root { get; init; }

    /// <summary>What the names of the model's networks start with on the server; null where nothing is said.</summary>
    public string? Prefix { get; init; }

    /// <summary>Whether REST sends binary tensors (?binary=true or false); null: where the server lists them.</summary>
    public bool? Binary { get; init; }

    public bool IsEncrypted => Root.Scheme == Uri.UriSchemeHttps;

    /// <summary>As it is shown: without prefix and settings.</summary>
    public override string ToString()
    {
        var scheme = (IsGrpc, IsEncrypted) switch { (true, true) => "grpcs", (true, false) => "grpc", (_, true) => "https", _ => "http" };
        return $"{scheme}://{Root.Authority}{Root.AbsolutePath.TrimEnd('/')}";
    }

    /// <summary>Whether a text starts as an address does.</summary>
    public static bool IsMeantBy(string text) => Schemes.Any(scheme => text.StartsWith($"{scheme}://", StringComparison.OrdinalIgnoreCase));

    /// <exception cref="ModelException">The text is no address.</exception>
    public static ServerAddress Parse(string text)
    {
        if (!Uri.TryCreate(text, UriKind.Absolute, out var uri) || !Schemes.Contains(uri.Scheme) || uri.Host.Length == 0
            || uri.Fragment.Length > 0)
        {
            throw Wrong(text);
        }

        if (uri.UserInfo.Length > 0)
        {
            throw new ModelException(
                $"The address of the server {uri.Host} holds a user name or a password, which messages would show. Leave them out, and "
                    + $"set {ServerSettings.TokenVariable} to what the server asks for.");
        }

        var isGrpc = uri.Scheme.StartsWith("grpc", StringComparison.Ordinal);
        string[] path = [.. uri.AbsolutePath.Split('/', StringSplitOptions.RemoveEmptyEntries).Select(Uri.UnescapeDataString)];
        var (start, prefix) = Divide(path, isGrpc) ?? throw Wrong(text);
        var root = new UriBuilder(uri.Scheme.EndsWith('s') ? Uri.UriSchemeHttps : Uri.UriSchemeHttp, uri.Host)
        {
            Port = uri.Port > 0 ? uri.Port : uri.Scheme == "grpc" ? GrpcPort : -1,
            Path = string.Concat(start.Select(part => $"/{Uri.EscapeDataString(part)}")) + "/",
        };
        return new() { IsGrpc = isGrpc, Root = root.Uri, Prefix = prefix, Binary = BinaryOf(uri.Query, text) };
    }

    // What stands before v2, and the prefix after it.
    private static (string[] Start, string? Prefix)? Divide(string[] path, bool isGrpc)
    {
        var version = Array.IndexOf(path, "v2");
        var start = version >= 0 ? path[..version] : isGrpc ? [] : path;
        var rest = version >= 0 ? path[(version + 1)..] : isGrpc ? path : [];
        return isGrpc && start.Length > 0 ? null : rest switch
        {
            [] => (start, null),
            ["models", var prefix] => (start, prefix),
            [var prefix] when isGrpc && version < 0 => (start, prefix),
            _ => null,
        };
    }

    private static bool? BinaryOf(string query, string text) => query.TrimStart('?').ToLowerInvariant() switch
    {
        "" => null,
        "binary=true" => true,
        "binary=false" => false,
        _ => throw Wrong(text),
    };

    private static ModelException Wrong(string text)
        => new(
            $"'{text}' is no address of a server. Write {Forms}; ?binary=true or ?binary=false after it settles how REST sends tensors.");
}
