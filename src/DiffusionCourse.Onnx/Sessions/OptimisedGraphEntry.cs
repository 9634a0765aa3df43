using System.Globalization;
using System.Text;

namespace DiffusionCourse.Inference;

/// <summary>
/// One graph in the cache: a folder with the graph, its weights, and a list of both with their sizes and times. The folder appears
/// whole, by renaming; one whose files are not what the list says is not used.
/// </summary>
/// <param name="folder">The entry's own folder, beside those of the others.</param>
/// <param name="mostBytesOfAll">What was used longest ago goes when all entries hold more.</param>
internal sealed class OptimisedGraphEntry(string folder, long mostBytesOfAll)
{
    public const string GraphName = "model.onnx";
    public const string WeightsName = "model.onnx_data";

    private const string ListName = "files.txt";
    private static readonly TimeSpan LongestDraft = TimeSpan.FromDays(1);

    public string Graph => Path.Combine(folder, GraphName);

    /// <summary>Whether every file is there and untouched. A weights file cut short would end the process when it is read.</summary>
    public bool IsComplete
    {
        get
        {
            try
            {
                var list = Path.Combine(folder, ListName);
                return File.Exists(list) && File.ReadAllText(list) == Describe(folder);
            }
            catch (Exception error) when (error is IOException or UnauthorizedAccessException)
            {
                return false;
            }
        }
    }

    /// <summary>A folder to write into, or null where the cache cannot be written.</summary>
    public string? Begin()
    {
        var draft = Path.Combine(Path.GetDirectoryName(folder)!, $".{Guid.NewGuid():N}.tmp");
        return Try(() => Directory.CreateDirectory(draft)) ? draft : null;
    }

    /// <summary>Puts a written folder in its place. Another process may have been faster: its folder is as good.</summary>
    public void Complete(string draft)
    {
        var moved = Try(() =>
        {
            File.WriteAllText(Path.Combine(draft, ListName), Describe(draft));
            if (!IsComplete)
            {
                Delete();
                Directory.Move(draft, folder);
            }
        });
        Discard(draft);
        if (moved)
        {
            Try(Trim);
        }
    }

    /// <summary>Keeps the entry from being the first to go.</summary>
    public void MarkUsed() => Try(() =>
    {
        if (DateTime.UtcNow - Directory.GetLastWriteTimeUtc(folder) > TimeSpan.FromDays(1))
        {
            Directory.SetLastWriteTimeUtc(folder, DateTime.UtcNow);
        }
    });

    public void Delete() => Discard(folder);

    public static void Discard(string unwanted) => Try(() =>
    {
        if (Directory.Exists(unwanted))
        {
            Directory.Delete(unwanted, recursive: true);
        }
    });

    private static string Describe(string contents)
    {
        var text = new StringBuilder();
        foreach (var name in new[] { GraphName, WeightsName })
        {
            var file = new FileInfo(Path.Combine(contents, name));
            text.Append(
                CultureInfo.InvariantCulture,
                $"{name} {(file.Exists ? file.Length : 0)} {(file.Exists ? file.LastWriteTimeUtc.Ticks : 0)}\n");
        }

        return text.ToString();
    }

    // What was used longest ago goes first; the newest stays whatever its size. Drafts of processes that died go with it.
    private void Trim()
    {
        long kept = 0;
        var entries = new DirectoryInfo(Path.GetDirectoryName(folder)!).GetDirectories();
        foreach (
            var entry in entries.OrderByDescending(entry => entry.FullName == folder).ThenByDescending(entry => entry.LastWriteTimeUtc))
        {
            var draft = entry.Name.StartsWith('.');
            kept += draft ? 0 : entry.EnumerateFiles().Sum(file => file.Length);
            if (draft ? DateTime.UtcNow - entry.LastWriteTimeUtc > LongestDraft : kept > mostBytesOfAll && entry.FullName != folder)
            {
                Discard(entry.FullName);
            }
        }
    }

    private static bool Try(Action action)
    {
        try
        {
            action();
            return true;
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            return false;
        }
    }
}
