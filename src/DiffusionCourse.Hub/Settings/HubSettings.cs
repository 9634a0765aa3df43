namespace DiffusionCourse.Models.Hub;

/// <summary>
/// Where the hub, its cache and the token are: the environment variables of Python's huggingface_hub, read as it reads them.
/// A class and no record, so that nothing prints the token by accident.
/// </summary>
internal sealed class HubSettings
{
    private const string PublicHub = "https://huggingface.co";
    private static readonly TimeSpan LongestTimeout = TimeSpan.FromHours(1);

    /// <summary>The hub's address, without a slash at its end. HF_ENDPOINT, else the public hub.</summary>
    public required Uri Endpoint { get; init; }

    /// <summary>HF_HUB_CACHE, else HF_HOME/hub, else XDG_CACHE_HOME/huggingface/hub, else ~/.cache/huggingface/hub.</summary>
    public required string CacheFolder { get; init; }

    /// <summary>HF_TOKEN, else the content of HF_TOKEN_PATH, else that of HF_HOME/token. Sent to <see cref="Endpoint"/> alone.</summary>
    public string? Token { get; init; }

    /// <summary>HF_HUB_DISABLE_IMPLICIT_TOKEN: there is a token, and it is not sent.</summary>
    public bool WithholdsToken { get; init; }

    /// <summary>HF_HUB_OFFLINE: no network at all.</summary>
    public bool Offline { get; init; }

    /// <summary>Seconds that the hub may take to answer about a file (HF_HUB_ETAG_TIMEOUT). Default 10.</summary>
    public TimeSpan AnswerTimeout { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>Seconds without a byte after which a download counts as cut (HF_HUB_DOWNLOAD_TIMEOUT). Default 10.</summary>
    public TimeSpan SilenceTimeout { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>The first wait before a request is tried again; it doubles with every try. Default 0.5 s.</summary>
    public TimeSpan RetryDelay { get; init; } = TimeSpan.FromSeconds(0.5);

    /// <summary>Bytes that the cache's disk has left.</summary>
    public Func<string, long> FreeSpace { get; init; } = DiskSpace.Free;

    /// <summary>Whether snapshots link to blobs; without, they hold the files themselves.</summary>
    public bool UseLinks { get; init; } = true;

    /// <summary>The address as it may be shown: without a user name or password.</summary>
    public string ShownEndpoint
        => Endpoint.GetComponents(UriComponents.SchemeAndServer | UriComponents.Path, UriFormat.UriEscaped).TrimEnd('/');

    /// <exception cref="ModelException">A variable has a value that cannot be used.</exception>
    public static HubSettings FromEnvironment() => From(Environment.GetEnvironmentVariable);

    /// <summary>From any source of variables.</summary>
    public static HubSettings From(Func<string, string?> variable)
    {
        var token = HubToken.Read(
            Stated(variable, "HF_TOKEN", "HUGGING_FACE_HUB_TOKEN"),
            StatedPath.Expand(variable("HF_TOKEN_PATH"), variable) ?? Path.Combine(Home(variable), "token"));
        var withheld = IsTrue(variable("HF_HUB_DISABLE_IMPLICIT_TOKEN"));
        return new()
        {
            Endpoint = EndpointFrom(variable("HF_ENDPOINT")),
            CacheFolder = CacheFolderFrom(variable),
            Token = withheld ? null : token,
            WithholdsToken = withheld && token is not null,
            Offline = IsTrue(Stated(variable, "HF_HUB_OFFLINE", "TRANSFORMERS_OFFLINE")),
            AnswerTimeout = Seconds(variable, "HF_HUB_ETAG_TIMEOUT"),
            SilenceTimeout = Seconds(variable, "HF_HUB_DOWNLOAD_TIMEOUT"),
        };
    }

    /// <summary>The cache's folder as the environment states it now.</summary>
    public static string CurrentCacheFolder => CacheFolderFrom(Environment.GetEnvironmentVariable);

    /// <summary>The cache alone: what looks at models that are here needs neither address nor token.</summary>
    public static string CacheFolderFrom(Func<string, string?> variable)
        => Path.GetFullPath(
            StatedPath.Expand(Stated(variable, "HF_HUB_CACHE", "HUGGINGFACE_HUB_CACHE"), variable) ?? Path.Combine(Home(variable), "hub"));

    /// <summary>A variable, or the older name that Python still reads.</summary>
    private static string? Stated(Func<string, string?> variable, string name, string olderName)
        => variable(name) is { Length: > 0 } value ? value : variable(olderName);

    private static string Home(Func<string, string?> variable)
        => StatedPath.Expand(variable("HF_HOME"), variable)
            ?? Path.Combine(
                StatedPath.Expand(variable("XDG_CACHE_HOME"), variable) ?? Path.Combine(StatedPath.UserFolder, ".cache"), "huggingface");

    private static Uri EndpointFrom(string? value)
        => Uri.TryCreate(string.IsNullOrWhiteSpace(value) ? PublicHub : value.Trim().TrimEnd('/'), UriKind.Absolute, out var uri)
            && uri.Scheme is "http" or "https"
            ? uri
            : throw new ModelException(
                $"HF_ENDPOINT is '{value}': it must be the hub's address, such as {PublicHub}. Unset it to use the public hub.");

    private static TimeSpan Seconds(Func<string, string?> variable, string name)
        => variable(name) is not { Length: > 0 } text ? TimeSpan.FromSeconds(10)
        : double.TryParse(
            text, System.Globalization.CultureInfo.InvariantCulture,
            out var seconds) && seconds > 0 && seconds <= LongestTimeout.TotalSeconds ? TimeSpan.FromSeconds(seconds)
        : throw new ModelException(
            $"{name} is '{text}': it must be a number of seconds above 0 and at most {LongestTimeout.TotalSeconds}. The default is 10.");

    private static bool IsTrue(string? value) => value?.ToUpperInvariant() is "1" or "ON" or "YES" or "TRUE";
}
