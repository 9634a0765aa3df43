using System.Text;

namespace DiffusionCourse.Notebooks.Files;

/// <summary>Writes files so that a reader never sees half of one: to a temporary file beside it, then renamed.</summary>
internal static class AtomicFile
{
    public static void WriteAllText(string path, string content, Encoding encoding)
    {
        var temporary = $"{path}.{Guid.NewGuid():N}.tmp";
        try
        {
            File.WriteAllText(temporary, content, encoding);
            File.Move(temporary, path, overwrite: true);
        }
        catch
        {
            File.Delete(temporary);
            throw;
        }
    }
}
