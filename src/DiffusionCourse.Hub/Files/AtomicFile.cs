using System.Text;

namespace DiffusionCourse.Files;

/// <summary>Writes a file whole or not at all: to a temporary file beside it, then renamed.</summary>
internal static class AtomicFile
{
    /// <summary>Writes the text to the path, after the encoding's byte order mark where it has one, replacing what was there.</summary>
    /// <exception cref="IOException">The folder does not exist or cannot be written.</exception>
    public static void Write(string path, string text, Encoding encoding)
        => Write(path, [.. encoding.Preamble, .. encoding.GetBytes(text)]);

    /// <summary>Writes the bytes to the path, replacing what was there.</summary>
    /// <exception cref="IOException">The folder does not exist or cannot be written.</exception>
    public static void Write(string path, ReadOnlySpan<byte> bytes)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(path);
        var full = Path.GetFullPath(path);
        var folder = Path.GetDirectoryName(full) ?? throw new IOException($"\"{path}\" names no file. Give a file name inside a folder.");
        if (!Directory.Exists(folder))
        {
            throw new DirectoryNotFoundException($"Cannot save \"{path}\": the folder \"{folder}\" does not exist. Create it first.");
        }

        var temporary = Path.Combine(folder, $".{Path.GetFileName(full)}.{Guid.NewGuid():N}.tmp");
        try
        {
            using (var stream = new FileStream(temporary, FileMode.CreateNew, FileAccess.Write, FileShare.None))
            {
                stream.Write(bytes);
            }

            File.Move(temporary, full, overwrite: true);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            File.Delete(temporary);
            throw new IOException(
                $"Cannot save \"{path}\" in \"{folder}\": {error.Message} Choose a folder that can be written, with space left.", error);
        }
    }
}
