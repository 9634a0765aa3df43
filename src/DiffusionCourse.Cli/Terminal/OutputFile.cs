namespace DiffusionCourse.Cli;

/// <summary>Refuses an output that cannot be written before any work is done.</summary>
internal static class OutputFile
{
    /// <param name="path">What was given.</param>
    /// <param name="option">The option's name.</param>
    /// <param name="extension">How the file's name must end.</param>
    /// <param name="reason">Why it must end so.</param>
    public static string Require(
        string path, string option = "--out", string extension = ".png", string reason = "pictures are saved as PNG")
    {
        if (string.IsNullOrWhiteSpace(path))
        {
            throw new ArgumentException($"{option} names no file. Give a path such as picture{extension}.");
        }

        var full = Path.GetFullPath(path);
        var folder = Path.GetDirectoryName(full) ?? full;
        if (Directory.Exists(full))
        {
            throw new ArgumentException($"{option} '{path}' is a folder. Give a file name inside it.");
        }

        if (!Directory.Exists(folder))
        {
            throw new ArgumentException($"{option} '{path}': the folder '{folder}' does not exist. Create it first.");
        }

        if (!Path.GetExtension(full).Equals(extension, StringComparison.OrdinalIgnoreCase))
        {
            throw new ArgumentException(
                $"{option} '{path}' does not end in {extension}, and {reason}. Name it "
                    + $"'{Path.GetFileNameWithoutExtension(path)}{extension}'.");
        }

        RequireWritable(path, folder, option);
        return full;
    }

    private static void RequireWritable(string path, string folder, string option)
    {
        var probe = Path.Combine(folder, $".{Guid.NewGuid():N}.tmp");
        try
        {
            using (File.Create(probe, 1, FileOptions.DeleteOnClose))
            {
            }
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new ArgumentException(
                $"{option} '{path}': the folder '{folder}' cannot be written ({error.Message}). Choose another.", error);
        }
    }
}
