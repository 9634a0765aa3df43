namespace DiffusionCourse.Notebooks.Files;

/// <summary>Looks through folders. Links to folders are not followed: one that leads back up would be followed without end.</summary>
internal static class FileTree
{
    private static readonly EnumerationOptions Entries = new() { AttributesToSkip = FileAttributes.System };

    /// <summary>The files below a folder. What may not be read is passed over.</summary>
    /// <param name="root">The folder; itself it may be a link.</param>
    /// <param name="enters">Whether a folder below it is looked into.</param>
    public static IEnumerable<string> Below(string root, Func<string, bool> enters)
    {
        var folders = new Queue<string>([root]);
        while (folders.TryDequeue(out var folder))
        {
            foreach (var file in Directory.EnumerateFiles(folder, "*", Entries))
            {
                yield return file;
            }

            foreach (
                var below in Directory.EnumerateDirectories(folder, "*", Entries).Where(below =>
                    enters(below) && new DirectoryInfo(below).LinkTarget is null))
            {
                folders.Enqueue(below);
            }
        }
    }
}
