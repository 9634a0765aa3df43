namespace DiffusionCourse.Cli;

/// <summary>Reads the file that an option names; what is wrong with it is told with the option's name.</summary>
internal static class InputFile
{
    /// <param name="option">The option's name.</param>
    /// <param name="path">What was given; null where the option was left out.</param>
    /// <param name="read">Reads the file.</param>
    /// <returns>What was read, or null where the option was left out.</returns>
    public static T? Read<T>(string option, string? path, Func<string, T> read) where T : class
    {
        if (path is null)
        {
            return null;
        }

        if (string.IsNullOrWhiteSpace(path))
        {
            throw new ArgumentException($"{option} names no file. Give the path of one, or leave the option out.");
        }

        if (Directory.Exists(path))
        {
            throw new ArgumentException($"{option} '{path}' is a folder. Give a file inside it.");
        }

        try
        {
            return read(path);
        }
        catch (Exception error) when (error is InvalidDataException or FormatException)
        {
            throw new ArgumentException($"{option}: {error.Message}", error);
        }
    }
}
