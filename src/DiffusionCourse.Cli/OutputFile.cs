namespace DiffusionCourse.Cli;

/// <summary>Refuses an output that cannot be written before any work is done.</summary>
internal static class OutputFile
{
    public static string Require(string path)
    {
        if (string.IsNullOrWhiteSpace(path))
        {
            throw new ArgumentException("--out names no file. Give a path such as picture.png.");
        }

        string full = Path.GetFullPath(path);
        string folder = Path.GetDirectoryName(full) ?? full;
        if (Directory.Exists(full))
        {
            throw new ArgumentException($"--out '{path}' is a folder. Give a file name inside it.");
        }

        if (!Directory.Exists(folder))
        {
            throw new ArgumentException($"--out '{path}': the folder '{folder}' does not exist. Create it first.");
        }

        if (!Path.GetExtension(full).Equals(".png", StringComparison.OrdinalIgnoreCase))
        {
            throw new ArgumentException($"--out '{path}' does not end in .png, and pictures are saved as PNG. Name it '{Path.GetFileNameWithoutExtension(path)}.png'.");
        }

        RequireWritable(path, folder);
        return full;
    }

    private static void RequireWritable(string path, string folder)
    {
        string probe = Path.Combine(folder, $".{Guid.NewGuid():N}.tmp");
        try
        {
            using (File.Create(probe, 1, FileOptions.DeleteOnClose))
            {
            }
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new ArgumentException($"--out '{path}': the folder '{folder}' cannot be written ({error.Message}). Choose another.", error);
        }
    }
}
