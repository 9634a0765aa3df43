using System.Text;
using DiffusionCourse.Files;

namespace DiffusionCourse.Notebooks.Documents;

/// <summary>Reads and writes notebook files. The extension decides the format.</summary>
public static class NotebookFile
{
    /// <summary>The extensions that <see cref="Read"/> understands, with their dot.</summary>
    public static IReadOnlyList<string> Extensions { get; } = [".dib", ".ipynb"];

    /// <summary>Reads a notebook.</summary>
    /// <exception cref="NotebookFormatException">The file is missing, of an unknown kind, not text, or malformed.</exception>
    public static NotebookDocument Read(string path)
    {
        RequireKnownExtension(path);
        if (Directory.Exists(path))
        {
            throw new NotebookFormatException($"'{path}' is a folder, not a notebook.");
        }

        byte[] bytes;
        try
        {
            bytes = File.ReadAllBytes(path);
        }
        catch (Exception exception) when (exception is FileNotFoundException or DirectoryNotFoundException)
        {
            throw new NotebookFormatException($"The notebook '{path}' does not exist.", exception);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new NotebookFormatException($"The notebook '{path}' cannot be read: {exception.Message}", exception);
        }

        var content = Decode(bytes, path);
        return IsJupyter(path) ? IpynbFormat.Read(content, path) : DibFormat.Read(content, path);
    }

    /// <summary>Writes a notebook; what was read and not changed is written back byte for byte.</summary>
    /// <exception cref="NotebookFormatException">The extension is of no known format, or the format cannot hold a cell.</exception>
    public static void Write(NotebookDocument document, string path)
    {
        ArgumentNullException.ThrowIfNull(document);
        RequireKnownExtension(path);
        AtomicFile.Write(path, ToText(document, path), new UTF8Encoding(document.HasByteOrderMark && !IsJupyter(path)));
    }

    /// <summary>What <see cref="Write"/> would write, without a byte order mark.</summary>
    /// <param name="document">The notebook.</param>
    /// <param name="path">The file, whose extension decides.</param>
    /// <param name="source">Where the notebook comes from, for errors; null for the file itself.</param>
    internal static string ToText(NotebookDocument document, string path, string? source = null)
        => IsJupyter(path) ? IpynbFormat.Write(document) : DibFormat.Write(document, source ?? path);

    private static bool IsJupyter(string path) => Path.GetExtension(path).Equals(".ipynb", StringComparison.OrdinalIgnoreCase);

    private static void RequireKnownExtension(string path)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        var extension = Path.GetExtension(path);
        if (!Extensions.Contains(extension, StringComparer.OrdinalIgnoreCase))
        {
            throw new NotebookFormatException(
                $"'{path}' is no notebook that can be read here: its name must end in {string.Join(" or ", Extensions)}.");
        }
    }

    private static string Decode(byte[] bytes, string path)
    {
        if (bytes is [0xFF, 0xFE, ..] or [0xFE, 0xFF, ..])
        {
            throw new NotebookFormatException($"'{path}' is UTF-16 text, and notebooks are UTF-8. Save it as UTF-8.");
        }

        if (Array.IndexOf(bytes, (byte)0) is >= 0 and var zero)
        {
            throw new NotebookFormatException($"'{path}' is a binary file, not a notebook: it holds a zero byte at offset {zero}.");
        }

        try
        {
            return new UTF8Encoding(false, throwOnInvalidBytes: true).GetString(bytes);
        }
        catch (DecoderFallbackException exception)
        {
            throw new NotebookFormatException(
                $"'{path}' is not UTF-8 text: offset {exception.Index} holds an invalid byte. Save it as UTF-8.", exception);
        }
    }
}
