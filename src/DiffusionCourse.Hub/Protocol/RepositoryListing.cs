using System.Text.Json;

namespace DiffusionCourse.Models.Hub;

/// <summary>What a revision stands for: the commit, the names of its files, and the licence that the hub states.</summary>
internal sealed record RepositoryListing(string Commit, IReadOnlyList<string> Files, string? Licence)
{
    /// <summary>From /api/models/.../revision/...; no file names where it lists none.</summary>
    /// <exception cref="HubException">It names no commit.</exception>
    public static RepositoryListing Parse(JsonElement info, string repository)
    {
        var commit = info.ValueKind == JsonValueKind.Object ? Text(info, "sha") : null;
        return commit is null || !SafeFileName.IsSegment(commit)
            ? throw new HubException($"The hub's answer about {repository} names no commit. Check HF_ENDPOINT.")
            : new(commit, Names(info, "siblings", "rfilename"), LicenceOf(info));
    }

    /// <summary>From one page of /api/models/.../tree/...</summary>
    public static IEnumerable<TreeFile> ParseTree(JsonElement page)
        => page.ValueKind == JsonValueKind.Array
            ? page.EnumerateArray().Where(entry => Text(entry, "type") is "file").Select(ParseFile).OfType<TreeFile>()
            : [];

    // A large file's own oid and size are those of its pointer; what the pointer says stands in lfs.
    private static TreeFile? ParseFile(JsonElement entry)
    {
        var content = entry.TryGetProperty("lfs", out var large) && large.ValueKind == JsonValueKind.Object ? large : entry;
        return Text(entry, "path") is { } path ? new(path, Number(content, "size"), Text(content, "oid")) : null;
    }

    private static IReadOnlyList<string> Names(JsonElement info, string list, string name)
        => info.TryGetProperty(list, out var entries) && entries.ValueKind == JsonValueKind.Array
            ? [.. entries.EnumerateArray().Select(entry => Text(entry, name)).OfType<string>().Distinct(StringComparer.Ordinal)]
            : [];

    private static string? LicenceOf(JsonElement info)
    {
        const string Tag = "license:";
        return (info.TryGetProperty("cardData", out var card) ? Text(card, "license_name") ?? Text(card, "license") : null)
            ?? (info.TryGetProperty("tags", out var tags) && tags.ValueKind == JsonValueKind.Array
                ? tags.EnumerateArray().Where(tag => tag.ValueKind == JsonValueKind.String).Select(tag =>
                    tag.GetString()!).FirstOrDefault(tag => tag.StartsWith(Tag, StringComparison.Ordinal))?[Tag.Length..]
                : null);
    }

    private static long? Number(JsonElement element, string name)
        => element.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.Number && value.TryGetInt64(out var number)
            && number >= 0
            ? number
            : null;

    private static string? Text(JsonElement element, string name)
        => element.ValueKind == JsonValueKind.Object && element.TryGetProperty(name, out var value)
            && value.ValueKind == JsonValueKind.String
            ? value.GetString()
            : null;
}
