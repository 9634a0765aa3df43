using System.Text.Json;
using DiffusionCourse.Imaging;
using DiffusionCourse.Models.Hub;

namespace DiffusionCourse.Recordings;

/// <summary>
/// The grids of parts 4, 5, 7 and 9 as some model drew them on some machine, in a small folder of WebP pictures: what a large model
/// shows, for readers who cannot run it. Made by <c>course record</c>.
/// </summary>
public sealed record Recording
{
    internal const string FileName = "recording.json";
    private const string FolderName = "recordings";

    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web) { WriteIndented = true };

    /// <summary>The model's name.</summary>
    public required string Model { get; init; }

    /// <summary>What drew the pictures: the device's name.</summary>
    public required string Device { get; init; }

    /// <summary>The day on which they were drawn.</summary>
    public required DateOnly Day { get; init; }

    /// <summary>The library's version.</summary>
    public required string Version { get; init; }

    /// <summary>The grids, part by part.</summary>
    public required IReadOnlyList<RecordedGrid> Grids { get; init; }

    /// <summary>Where recordings are looked for: recordings/ in models/ of the course and in what DIFFUSION_COURSE_MODELS names.</summary>
    internal static IEnumerable<string> Folders => ModelFolders.All().Select(folder => Path.Combine(folder, FolderName));

    /// <summary>The recordings in some folders, each in a folder of its own.</summary>
    /// <param name="folders">The folders; those that are not there hold none.</param>
    /// <exception cref="InvalidDataException">One of them is damaged.</exception>
    public static IReadOnlyList<(Recording Recording, string Folder)> FindAll(IEnumerable<string> folders) =>
    [
        .. folders.SelectMany(ModelFolders.Below).Select(Path.GetFullPath).Distinct()
            .Order(StringComparer.Ordinal).Where(folder => File.Exists(Path.Combine(folder, FileName))).Select(folder =>
                (Load(folder), folder)),
    ];

    /// <summary>Where a model's recording belongs: models/recordings/NAME beside the models of the course.</summary>
    /// <param name="model">The model's folder. A pulled one, which is named after a commit, has its model's name: OWNER-NAME where the
    /// catalogue has none.</param>
    public static string UsualFolder(string model)
    {
        ArgumentNullException.ThrowIfNull(model);
        var models = ModelFolders.All().FirstOrDefault(Directory.Exists) ?? "models";
        return Path.Combine(models, FolderName, CachedSnapshot.NameOf(model).Replace('/', '-'));
    }

    /// <summary>Reads a recording; its pictures are read when they are shown.</summary>
    /// <param name="folder">The folder with recording.json.</param>
    /// <exception cref="InvalidDataException">The file is damaged, or names pictures outside of its folder.</exception>
    public static Recording Load(string folder)
    {
        ArgumentNullException.ThrowIfNull(folder);
        var path = Path.Combine(folder, FileName);
        Recording? read;
        try
        {
            read = JsonSerializer.Deserialize<Recording>(File.ReadAllText(path), Json);
        }
        catch (JsonException error)
        {
            throw Damaged(path, error.Message, error);
        }

        return read switch
        {
            null => throw Damaged(path, "it holds null"),
            { Grids: null } or { Model: null } or { Device: null } or { Version: null } => throw Damaged(path, "a field is null"),
            _ when read.Grids.Any(grid => !IsWhole(grid)) => throw Damaged(path, "a grid lacks titles, or names files elsewhere"),
            _ => read,
        };
    }

    /// <summary>The grid of a part; null where the recording has none.</summary>
    /// <param name="part">The part's number.</param>
    /// <param name="folder">The recording's folder.</param>
    /// <exception cref="InvalidDataException">A picture is missing or damaged.</exception>
    public ImageGrid? Grid(int part, string folder)
    {
        var found = Grids.FirstOrDefault(grid => grid.Part == part);
        return found is null ? null : new ImageGrid(
            [.. found.Pictures.Select(row => row.Select(picture => Cell(picture, folder)).ToArray())],
            $"{Model} on {Device}: {found.Title}", found.Rows.Count > 0 ? found.Rows : null, found.Columns);
    }

    /// <summary>The recording as JSON, for recording.json.</summary>
    internal string ToJson() => JsonSerializer.Serialize(this, Json) + "\n";

    private static ImageCell Cell(RecordedPicture picture, string folder)
    {
        var path = Path.Combine(folder, picture.File);
        return File.Exists(path)
            ? new ImageCell(
                RgbImage.Load(path), $"{picture.Evaluations} evaluations" + (picture.Seconds is { } s ? Invariant($", {s:0.00} s") : ""))
            : throw Damaged(Path.Combine(folder, FileName), $"its picture {picture.File} is missing");
    }

    private static bool IsWhole(RecordedGrid grid) =>
        grid is { Columns.Count: > 0, Title: not null, Rows: not null, Pictures.Count: > 0 }
        && (grid.Rows.Count == 0 ? grid.Pictures.Count == 1 : grid.Rows.Count == grid.Pictures.Count)
        && grid.Pictures.All(row => row?.Count == grid.Columns.Count
            && row.All(picture => picture?.File is { Length: > 0 } file && Path.GetFileName(file) == file));

    private static InvalidDataException Damaged(string path, string why, Exception? error = null)
        => new($"{path} is damaged ({why}). Make the recording again: course record --model NAME", error);
}
