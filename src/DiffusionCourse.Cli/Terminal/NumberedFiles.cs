namespace DiffusionCourse.Cli;

/// <summary>
/// Names for several files from one: picture.png becomes picture-1.png, picture-2.png and so on; one file keeps its name.
/// </summary>
internal static class NumberedFiles
{
    public static string[] Of(string path, int count)
    {
        if (count == 1)
        {
            return [path];
        }

        string stem = Path.Combine(Path.GetDirectoryName(path)!, Path.GetFileNameWithoutExtension(path)),
        extension = Path.GetExtension(path);
        return [.. Enumerable.Range(1, count).Select(number => Invariant($"{stem}-{number}{extension}"))];
    }
}
