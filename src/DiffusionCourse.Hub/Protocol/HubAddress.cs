namespace DiffusionCourse.Models.Hub;

/// <summary>The hub's addresses for one repository.</summary>
internal sealed class HubAddress(Uri endpoint, RepositoryId repository)
{
    /// <summary>Commit and file names of a revision.</summary>
    public Uri Revision(string revision) => At($"api/models/{repository}/revision/{Uri.EscapeDataString(revision)}");

    /// <summary>Files of a revision with their sizes, in pages.</summary>
    public Uri Tree(string revision) => At($"api/models/{repository}/tree/{Uri.EscapeDataString(revision)}?recursive=true");

    /// <summary>One file at one commit.</summary>
    public Uri File(string commit, string path)
        => At($"{repository}/resolve/{Uri.EscapeDataString(commit)}/{string.Join('/', path.Split('/').Select(Uri.EscapeDataString))}");

    private Uri At(string path) => new($"{endpoint.AbsoluteUri.TrimEnd('/')}/{path}");
}
