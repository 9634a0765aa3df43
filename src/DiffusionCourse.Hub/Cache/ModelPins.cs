using System.Text.Json;
using System.Text.Json.Serialization;
using DiffusionCourse.Files;

namespace DiffusionCourse.Models.Hub;

/// <summary>
/// course.lock.json beside a pulled model: the commit, files, sizes and hashes of each revision, so that it can be verified
/// without the hub and pulled again as it was.
/// </summary>
internal sealed record ModelPins
{
    private const int KnownFormat = 1;
    private static readonly JsonSerializerOptions Json =
        new(JsonSerializerDefaults.Web) { WriteIndented = true, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull };

    public int Format { get; init; } = KnownFormat;

    public required string Repository { get; init; }

    /// <summary>By revision: what is here whole.</summary>
    public IReadOnlyDictionary<string, ModelPin> Revisions { get; init; } = new Dictionary<string, ModelPin>();

    /// <summary>By revision: what a pull has begun. It goes on with the same commit.</summary>
    public IReadOnlyDictionary<string, ModelPin> Pending { get; init; } = new Dictionary<string, ModelPin>();

    public ModelPin? Pulled(string revision) => Revisions.GetValueOrDefault(revision);

    public ModelPin? Begun(string revision) => Pending.GetValueOrDefault(revision);

    /// <summary>Both, by revision.</summary>
    [JsonIgnore]
    public IEnumerable<KeyValuePair<string, ModelPin>> All => Revisions.Concat(Pending);

    public ModelPins Begin(string revision, ModelPin pin) => this with { Pending = With(Pending, revision, pin) };

    public ModelPins Finish(string revision, ModelPin pin) => this with
    {
        Revisions = With(Revisions, revision, Pulled(revision) is { } earlier ? pin.Joined(earlier) : pin),
        Pending = With(Pending, revision, null),
    };

    public ModelPins Without(IEnumerable<string> revisions) => revisions.Aggregate(
        this,
        (pins, revision) => pins with { Revisions = With(pins.Revisions, revision, null), Pending = With(pins.Pending, revision, null) });

    /// <summary>The file's content; none where there is no file, or one that cannot be used.</summary>
    public static ModelPins Read(RepositoryCache cache)
    {
        var none = new ModelPins { Repository = cache.Repository.ToString() };
        try
        {
            return JsonSerializer.Deserialize<ModelPins>(File.ReadAllBytes(cache.PinsFile), Json) is { } pins && pins.IsUsable()
                ? pins
                : none;
        }
        catch (Exception error) when (error is JsonException or FileNotFoundException or DirectoryNotFoundException)
        {
            return none;
        }
    }

    public void Write(RepositoryCache cache)
    {
        Directory.CreateDirectory(cache.Folder);
        AtomicFile.Write(cache.PinsFile, JsonSerializer.SerializeToUtf8Bytes(this, Json));
    }

    // The file may have been edited or come from elsewhere: its names are checked like the hub's.
    private bool IsUsable() => Format == KnownFormat && Revisions is not null && Pending is not null && All.All(entry =>
        SafeFileName.IsPath(entry.Key) && IsUsable(entry.Value));

    private static bool IsUsable(ModelPin? pin)
        => pin is { Commit: not null, Files: not null, Include: not null, Exclude: not null } && SafeFileName.IsSegment(pin.Commit)
        && pin.Files.All(file =>
            file is { Path: not null, ETag: not null, Size: >= 0 } && SafeFileName.IsPath(file.Path) && SafeFileName.IsSegment(file.ETag));

    private static Dictionary<string, ModelPin> With(IReadOnlyDictionary<string, ModelPin> pins, string revision, ModelPin? pin)
    {
        var changed = new Dictionary<string, ModelPin>(pins);
        if (pin is null)
        {
            changed.Remove(revision);
        }
        else
        {
            changed[revision] = pin;
        }

        return changed;
    }
}
