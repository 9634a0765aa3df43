namespace DiffusionCourse.Notebooks.Documents;

/// <summary>Short names that tell folders apart.</summary>
internal static class FolderNames
{
    /// <summary>For each full path its last part, and as many parts before it as all need to differ.</summary>
    public static IReadOnlyDictionary<string, string> Of(IReadOnlyCollection<string> folders)
    {
        for (var count = 1; ; count++)
        {
            var names = folders.ToDictionary(folder => folder, folder => Last(folder, count), StringComparer.Ordinal);
            if (
                names.Values.Distinct(StringComparer.OrdinalIgnoreCase).Count() == folders.Count
                    || folders.All(folder => Parts(folder).Length <= count))
            {
                return names;
            }
        }
    }

    private static string Last(string folder, int count) => string.Join(Path.DirectorySeparatorChar, Parts(folder).TakeLast(count));

    // Without the root: what is left can be put below another folder.
    private static string[] Parts(string folder) =>
        folder[(Path.GetPathRoot(folder)?.Length ?? 0)..].Split(Path.DirectorySeparatorChar, StringSplitOptions.RemoveEmptyEntries);
}
