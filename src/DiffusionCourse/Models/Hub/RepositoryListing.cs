using System.Text.Json;

namespace DiffusionCourse.Models.Hub;

/// <summary>What a revision stands for: the commit, the names of its files, and the licence that the hub states.</summary>
internal sealed record RepositoryListing(string Commit, IReadOnlyList<string> Files, string? Licence)
{
    /// <summary>From /api/models/.../revision/...; no file names where it lists none.</summary>
    /// <exception cref="HubException">It names no commit.</exception>
    public static RepositoryListing Parse(JsonElement info, string repository)
    {
        string? commit = info.ValueKind == JsonValueKind.Object ? Text(info, "sha") : null;
        return commit is null || !SafeFileName.IsSegment(commit)
            ? throw new HubException($"The hub's answer about {repository} names no commit. Check HF_ENDPOINT.")
            : new(commit, Names(info, "siblings", "rfilename"), LicenceOf(info));
    }

    /// <summary>From one page of /api/models/.../tree/...</summary>
    public static IEnumerable<string> ParseTree(JsonElement page)
        => page.ValueKind == JsonValueKind.Array ? page.EnumerateArray().Where(entry => Text(entry, "type") is "file").Select(entry => Text(entry, "path")).OfType<string>() : [];

    private static IReadOnlyList<string> Names(JsonElement info, string list, string name)
        => info.TryGetProperty(list, out var entries) && entries.ValueKind == JsonValueKind.Array
            ? [.. entries.EnumerateArray().Select(entry => Text(entry, name)).OfType<string>().Distinct(StringComparer.Ordinal)]
            : [];

    private static string? LicenceOf(JsonElement info)
    {
        const string Tag = "license:";
        return (info.TryGetProperty("cardData", out var card) ? Text(card, "license_name") ?? Text(card, "license") : null)
            ?? (info.TryGetProperty("tags", out var tags) && tags.ValueKind == JsonValueKind.Array
                ? tags.EnumerateArray().Where(tag => tag.ValueKind == JsonValueKind.String).Select(tag => tag.GetString()!).FirstOrDefault(tag => tag.StartsWith(Tag, StringComparison.Ordinal))?[Tag.Length..]
                : null);
    }

    private static string? Text(JsonElement element, string name)
        => element.ValueKind == JsonValueKind.Object && element.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;
}
