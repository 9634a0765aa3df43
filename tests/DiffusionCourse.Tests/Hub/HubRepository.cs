namespace DiffusionCourse.Tests.Hub;

/// <summary>A repository on the test's hub: commits with files, and branches that point at them.</summary>
internal sealed class HubRepository
{
    public Dictionary<string, Dictionary<string, HubFile>> Commits { get; } = [];

    public Dictionary<string, string> Branches { get; } = [];

    /// <summary>The licence that the hub states.</summary>
    public string? Licence { get; init; }

    /// <summary>Makes a commit and points the branch at it.</summary>
    public string Commit(Dictionary<string, HubFile> files, string branch = "main")
    {
        var commit = $"c{Commits.Count + 1:x39}";
        Commits[commit] = files;
        Branches[branch] = commit;
        return commit;
    }

    public string? Resolve(string revision) => Branches.TryGetValue(revision, out var commit) ? commit : Commits.ContainsKey(revision) ? revision : null;
}
